// The accounts a new person gets, as rows per set; each bank names its set.
import type { HistoryName } from '#data/histories.ts';

/** How long an issued number lives, counted from its issue in the person's time. */
export type NumberTerm = 'endless' | 'dead' | 'shortly' | { days: number };

/** How an account's number is told to data recipients. */
export type NumberPolicy =
  | { kind: 'none' }
  | { kind: 'account_number' }
  | { kind: 'tokenized_account_number'; first: NumberTerm; later: NumberTerm };

/** An owner as FDX tells him. A business has a `business` name, a person a first and a last one. */
export interface Owner {
  relationship: string;
  first?: string;
  last?: string;
  business?: string;
  email?: string;
  telephone?: string;
  address?: { line1: string; city: string; region: string; postal_code: string };
}

/** What does not change about an account; kept with it as JSON. */
export interface AccountFacts {
  category: 'DEPOSIT_ACCOUNT' | 'LOC_ACCOUNT' | 'LOAN_ACCOUNT' | 'INVESTMENT_ACCOUNT';
  number: NumberPolicy;
  /** Decimal text in dollars: what it is opened with, before anything is booked. */
  balance: string;
  /** Available to spend, or the unused part of a credit line; null where the idea does not apply. */
  available: string | null;
  /** What goes on in it; what accounts of its type usually do where left out. */
  history?: HistoryName;
  /** From which id its history is computed; its own where left out. */
  history_of?: string;
  owners: Owner[];
}

/** A row of a set. */
export interface AccountSeed extends AccountFacts {
  display_name: string;
  account_type: string;
  last4: string;
  account_number: string | null;
}

/** The routing number of every real (not tokenized) account. */
export const ROUTING_NUMBER = '110000000';

const HOLDER: Owner = {
  relationship: 'SOLE_OWNER',
  first: 'Robin',
  last: 'Castellan',
  email: 'robin.castellan@example.com',
  telephone: '2025550143',
  address: { line1: '14 Alder Row', city: 'Springfield', region: 'IL', postal_code: '62701' },
};
const PARTNER: Owner = {
  ...HOLDER,
  relationship: 'PRIMARY_JOINT',
  first: 'Sasha',
  email: 'sasha.castellan@example.com',
};
const COMPANY: Owner = {
  relationship: 'BUSINESS',
  business: 'Castellan Joinery LLC',
  email: 'office@joinery.example.com',
  telephone: '2025550199',
  address: { line1: '3 Mill Lane', city: 'Springfield', region: 'IL', postal_code: '62703' },
};

function deposit(display_name: string, account_number: string, changes: Partial<AccountSeed> = {}): AccountSeed {
  return {
    display_name,
    account_type: 'CHECKING',
    category: 'DEPOSIT_ACCOUNT',
    last4: account_number.slice(-4),
    account_number,
    number: { kind: 'account_number' },
    balance: '2481.36',
    available: '2481.36',
    owners: [HOLDER],
    ...changes,
  };
}

function unpayable(
  display_name: string,
  account_type: string,
  category: AccountFacts['category'],
  last4: string,
  balance: string,
  available: string | null,
): AccountSeed {
  const number = { kind: 'none' } as const;
  return {
    display_name,
    account_type,
    category,
    last4,
    account_number: null,
    number,
    balance,
    available,
    owners: [HOLDER],
  };
}

function tokenized(display_name: string, account_number: string, first: NumberTerm, later: NumberTerm): AccountSeed {
  return deposit(display_name, account_number, { number: { kind: 'tokenized_account_number', first, later } });
}

const SAVINGS: Partial<AccountSeed> = { account_type: 'SAVINGS', balance: '12750.00', available: '12750.00' };
const EVERYDAY = deposit('Everyday Checking', '000123456789');
const RAINY_DAY = deposit('Rainy Day Savings', '000987654321', SAVINGS);
const ENDLESS_TOKEN: NumberPolicy = { kind: 'tokenized_account_number', first: 'endless', later: 'endless' };

/** People whose user name begins with "busy" have this one besides, at every bank. */
export const BUSY_ACCOUNT = deposit('Busy Checking', '000606060606', {
  balance: '18204.77',
  available: '18204.77',
  owners: [COMPANY],
  history: 'busy',
});

export const ACCOUNT_SETS: Readonly<Record<string, readonly AccountSeed[]>> = {
  everyday: [EVERYDAY, RAINY_DAY],
  household_tokens: [
    { ...EVERYDAY, number: ENDLESS_TOKEN },
    { ...RAINY_DAY, number: ENDLESS_TOKEN },
  ],
  ach_outcomes: [
    deposit('Success', '000123456789'),
    deposit('Failure', '000111111113'),
    deposit('No Account', '000111111116'),
    deposit('Insufficient Funds', '000222222227', { balance: '3.10', available: '3.10', history: 'none' }),
    deposit('Debit Not Authorized', '000333333335'),
    deposit('Dispute', '000555555559'),
    deposit('Processing', '000000000009'),
    deposit('Weekly Limit', '000777777771'),
    deposit('Savings', '000987654321', SAVINGS),
  ],
  full: [
    EVERYDAY,
    RAINY_DAY,
    deposit('Joint Checking', '000135792468', { owners: [{ ...HOLDER, relationship: 'PRIMARY_JOINT' }, PARTNER] }),
    unpayable('Platinum Card', 'CREDITCARD', 'LOC_ACCOUNT', '8790', '642.18', '4357.82'),
    unpayable('Home Loan', 'MORTGAGE', 'LOAN_ACCOUNT', '5511', '214900.00', null),
    unpayable('Credit Line', 'LINEOFCREDIT', 'LOC_ACCOUNT', '3020', '0.00', '10000.00'),
    unpayable('Brokerage', 'BROKERAGEPRODUCT', 'INVESTMENT_ACCOUNT', '9917', '38450.55', '120.40'),
  ],
  ownership: [
    deposit('Single Owner Checking', '000246813579'),
    deposit('Joint Owners Checking', '000135792468', {
      owners: [{ ...HOLDER, relationship: 'PRIMARY_JOINT' }, PARTNER],
    }),
    deposit('No Owner Data Checking', '000864208642', { owners: [] }),
    deposit('Company Checking', '000975319753', { owners: [COMPANY] }),
  ],
  not_payable: [
    deposit('Holiday Savings', '000314159265', { ...SAVINGS, number: { kind: 'none' } }),
    deposit('Retirement Savings', '000271828182', { ...SAVINGS, number: { kind: 'none' } }),
    unpayable('Platinum Card', 'CREDITCARD', 'LOC_ACCOUNT', '8790', '642.18', '4357.82'),
  ],
  tokenized: [
    tokenized('Expired Tokenized Account Number', '000420000101', 'dead', { days: 365 }),
    tokenized('Eventually Expiring Tokenized Account Number', '000420000202', { days: 30 }, { days: 30 }),
    tokenized('Immediately Expiring Tokenized Account Number', '000420000303', 'shortly', 'shortly'),
  ],
};
