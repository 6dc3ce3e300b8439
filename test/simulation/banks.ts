// The banks of a life: what somebody who knows them expects of each, by its slug.

export interface Bank {
  /** The name under which a session asks for it. */
  name: string;
  /** The customer chooses there what he shares. */
  choice: boolean;
  /** A first consent ends shortly after it was given. */
  short: boolean;
  /** It keeps consent records that a recipient can read. */
  records: boolean;
  /** The end of its consents is known though it does not announce it. */
  end_known: boolean;
  /** A customer's new grant ends his old one, unless it is about the same accounts. */
  one_grant: boolean;
  /** Its tokens may be lost while the consent lives, and the consent can be ended without them. */
  tokens_kept_apart: boolean;
  /** It tells us unasked what happened to a consent, and whether it signs that. */
  news: 'none' | 'unsigned' | 'signed';
  /** What becomes of a refresh whose answer was lost: the next use of the token ends the consent, works for a minute, or as ever. */
  rotation: 'strict' | 'grace' | 'never';
  /** Its numbers are tokens, and what ends them; null: real numbers, or a bank whose tokens have their own ends. */
  tokens: { end_by: 'consent' | 'revocation' | 'nothing'; expire: boolean } | null;
}

const usual: Omit<Bank, 'name'> = {
  choice: false,
  short: false,
  records: true,
  end_known: false,
  one_grant: false,
  tokens_kept_apart: true,
  news: 'none',
  rotation: 'never',
  tokens: null,
};

export const BANKS: Record<string, Bank> = {
  'bank-oauth': { ...usual, name: 'Bank (OAuth)', choice: true },
  'bank-non-oauth': { ...usual, name: 'Bank (Non-OAuth)', tokens_kept_apart: false },
  'test-oauth': { ...usual, name: 'Test (OAuth)' },
  'ownership-accounts': { ...usual, name: 'Ownership Accounts' },
  'invalid-payment-accounts': { ...usual, name: 'Invalid Payment Accounts' },
  'tokenized-account-numbers': { ...usual, name: 'Tokenized Account Numbers', choice: true },
  'inactive-accounts': { ...usual, name: 'Inactive Accounts', short: true },
  'immediately-requires-reauthentication': {
    ...usual,
    name: 'Immediately Requires Reauthentication',
    short: true,
  },
  'eventually-requires-reauthentication': { ...usual, name: 'Eventually Requires Reauthentication' },
  'fapi-dpop': {
    ...usual,
    name: 'FAPI 2.0 (DPoP)',
    choice: true,
    news: 'signed',
    tokens: { end_by: 'consent', expire: true },
  },
  'fapi-mtls': { ...usual, name: 'FAPI 2.0 (mTLS)', news: 'unsigned', rotation: 'grace' },
  'fdx-green': { ...usual, name: 'FDX Green', rotation: 'strict', tokens: { end_by: 'consent', expire: true } },
  'plain-oauth': { ...usual, name: 'Plain OAuth', records: false, tokens_kept_apart: false },
  'one-grant': {
    ...usual,
    name: 'One Grant Per Customer',
    choice: true,
    one_grant: true,
    tokens: { end_by: 'revocation', expire: false },
  },
  'thirty-day-tokens': { ...usual, name: 'Thirty-Day Tokens', rotation: 'strict' },
  'twelve-months': {
    ...usual,
    name: 'Twelve Months',
    choice: true,
    end_known: true,
    one_grant: true,
    tokens: { end_by: 'consent', expire: false },
  },
  'three-months': { ...usual, name: 'Three Months' },
  'surviving-numbers': { ...usual, name: 'Surviving Numbers', tokens: { end_by: 'nothing', expire: false } },
};

/** What happens there depends on nothing but what is done: no end comes with the passing of real time. */
export const ENDLESS = [
  'bank-oauth',
  'bank-non-oauth',
  'test-oauth',
  'ownership-accounts',
  'invalid-payment-accounts',
  'plain-oauth',
  'one-grant',
  'surviving-numbers',
];
