// Our own schemas of the FDX answers about balances, owners and transactions: forgiving, row by row.
import { z } from 'zod';
import { accountRow, attributeList, instant, MAX_ROWS, page, words } from './shapes.ts';

/** A JSON number, or decimal text from banks that mistrust numbers. */
const amount = z.union([z.number(), z.string()]).nullish().catch(null);

/** The whole account: its row with whichever balances its category has. */
export const accountDetail = accountRow.extend({
  balanceAsOf: instant,
  currentBalance: amount,
  availableBalance: amount,
  availableCredit: amount,
  creditLine: amount,
  principalBalance: amount,
  currentValue: amount,
  availableCashBalance: amount,
});
export type AccountDetail = z.infer<typeof accountDetail>;

const address = z.object({
  line1: words,
  line2: words,
  line3: words,
  city: words,
  region: words,
  state: words,
  postalCode: words,
  country: words,
  primary: z.boolean().nullish().catch(null),
});
const telephone = z.object({
  country: words,
  number: words,
  primary: z.boolean().nullish().catch(null),
});
/** A list in which a row of another shape is as good as none. */
const listOf = <T extends z.ZodType>(row: T) => z.array(row.nullish().catch(null)).max(MAX_ROWS).nullish().catch(null);

const reachable = {
  addresses: listOf(address),
  telephones: listOf(telephone),
};
const holder = z.object({
  name: z.object({ first: words, middle: words, last: words, suffix: words, company: words }).nullish().catch(null),
  businessCustomer: z.object({ name: words }).nullish().catch(null),
  email: z
    .union([z.array(z.unknown()), z.string().transform((one) => [one])])
    .nullish()
    .catch(null),
  ...reachable,
});
export type Holder = z.infer<typeof holder>;

export const contact = z.object({
  holders: listOf(holder),
  emails: z.array(z.unknown()).max(MAX_ROWS).nullish().catch(null),
  ...reachable,
});
export type Contact = z.infer<typeof contact>;
export type Address = z.infer<typeof address>;
export type Telephone = z.infer<typeof telephone>;

export const transactionRow = z.object({
  transactionId: z.string().min(1).max(256),
  referenceTransactionId: z.string().min(1).max(256).nullish().catch(null),
  status: words,
  amount: z.union([z.number(), z.string()]),
  debitCreditMemo: z.string(),
  description: words,
  memo: words,
  transactionTimestamp: instant,
  postedTimestamp: instant,
  fiAttributes: attributeList,
});
export type TransactionRow = z.infer<typeof transactionRow>;

export const transactionPage = page.extend({ transactions: z.array(z.unknown()).max(MAX_ROWS) });
