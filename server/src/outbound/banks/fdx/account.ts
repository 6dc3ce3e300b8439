// An FDX account row in the platform's terms. Pure.
import type { Category, Subcategory } from '#database/schema.ts';
import type { BankAccount } from '#domain/connections/bank.ts';
import { lookup } from '#kernel/lookup.ts';
import { type AccountRow, attributeTime } from './shapes.ts';

const MAX_NAME_LENGTH = 200;

type Kind = readonly [Category, Subcategory];

/** Types that say more than their category does, or stand in one that says nothing. FDX knows about eighty; the rest fall back to the category. */
const KIND_BY_TYPE: Readonly<Record<string, Kind>> = {
  CHECKING: ['cash', 'checking'],
  SAVINGS: ['cash', 'savings'],
  MONEYMARKET: ['cash', 'savings'],
  HIGHINTERESTSAVINGSACCOUNT: ['cash', 'savings'],
  FIRSTHOMESAVINGSACCOUNT: ['cash', 'savings'],
  COMMERCIALDEPOSIT: ['cash', 'other'],
  CREDITCARD: ['credit', 'credit_card'],
  CHARGE: ['credit', 'credit_card'],
  LINEOFCREDIT: ['credit', 'line_of_credit'],
  HOMELINEOFCREDIT: ['credit', 'line_of_credit'],
  COMMERCIALLINEOFCREDIT: ['credit', 'line_of_credit'],
  COMMERCIALLOAN: ['credit', 'other'],
  MORTGAGE: ['credit', 'mortgage'],
  COMMERCIALINVESTMENT: ['investment', 'other'],
};

const KIND_BY_CATEGORY: Readonly<Record<string, Kind>> = {
  DEPOSIT_ACCOUNT: ['cash', 'other'],
  DIGITAL_WALLET: ['cash', 'other'],
  LOC_ACCOUNT: ['credit', 'other'],
  LOAN_ACCOUNT: ['credit', 'other'],
  BNPL_ACCOUNT: ['credit', 'other'],
  INVESTMENT_ACCOUNT: ['investment', 'other'],
  ANNUITY_ACCOUNT: ['investment', 'other'],
};

/** PENDINGOPEN and loan states answer reads, so they count as open. */
const STATE_BY_STATUS: Readonly<Record<string, BankAccount['state']>> = {
  CLOSED: 'closed',
  PENDINGCLOSE: 'closing',
  RESTRICTED: 'restricted',
};
/** What an error inside one row says of that account. */
const STATE_BY_ERROR: Readonly<Record<string, BankAccount['state']>> = {
  '602': 'needs_consent',
  '705': 'closed',
  '706': 'restricted',
};
/** In a row of its own list: the bank does not share this account. */
const NOT_FOUND = '701';

/** Whether the bank says in the account's own row that it is not there. */
export function isAbsent(row: AccountRow): boolean {
  return row.error?.code === NOT_FOUND;
}

/** `numberExpiresAt`: the name of the attribute that holds the number's end, where this bank has one. */
export function accountOf(row: AccountRow, numberExpiresAt: string | null): BankAccount {
  const [category, subcategory] = kindOf(row);
  return {
    bank_account: row.accountId,
    display_name: nameOf(row),
    last4: lastFour(row.accountNumberDisplay ?? ''),
    category,
    subcategory,
    currency: currencyOf(row),
    state: stateOf(row),
    number_expires_at: attributeTime(row.fiAttributes, numberExpiresAt),
  };
}

function kindOf(row: AccountRow): Kind {
  return (
    lookup(KIND_BY_TYPE, row.accountType?.toUpperCase()) ??
    lookup(KIND_BY_CATEGORY, row.accountCategory?.toUpperCase()) ?? ['other', 'other']
  );
}

// Any other error of a row leaves the account as it was: it is there, and nothing more is established.
function stateOf(row: AccountRow): BankAccount['state'] {
  if (row.error) return lookup(STATE_BY_ERROR, row.error.code) ?? 'unknown';
  return lookup(STATE_BY_STATUS, row.status?.toUpperCase()) ?? 'open';
}

// What the customer calls it comes before what the bank calls it.
function nameOf(row: AccountRow): string {
  const name = row.nickname?.trim() || row.productName?.trim() || 'Account';
  return name.slice(0, MAX_NAME_LENGTH);
}

function lastFour(display: string): string | null {
  return /(\d{4})$/.exec(display.trim())?.[1] ?? null;
}

function currencyOf(row: AccountRow): string {
  const code = row.currency?.currencyCode?.trim().toLowerCase() ?? '';
  return /^[a-z]{3}$/.test(code) ? code : 'usd';
}
