// The test institutions, one row each: what differs between two banks is a value here and nowhere else.

/** When a consent ends, counted from its grant in the person's time. */
export interface ConsentTerm {
  /** `none`: no end. `shortly`: 2 s in real time, at once where the person has a set time. Else days. */
  ends: 'none' | 'shortly' | { days: number };
  /** Whether the consent record tells the end beforehand (`expirationTime`). */
  announced: boolean;
}

/** How a bank's OAuth server and its resources protect themselves. */
export interface Security {
  /** Which of the three kinds of bank it is; the other fields say what that means here. */
  profile: 'fapi2' | 'fdx_green' | 'plain_oauth';
  client_authentication: 'private_key_jwt' | 'tls_client_auth' | 'client_secret_basic';
  /** What an access token is bound to; null: whoever bears it may use it. */
  sender_constraint: 'dpop' | 'mtls' | null;
  /** Whether an authorization has to be pushed first. */
  par: boolean;
  /** Whether an authorization says what it is about in `authorization_details`. */
  rar: boolean;
  /** Whether it speaks OpenID Connect: ID tokens, discovery and `iss`. */
  openid: boolean;
  /** The OAuth error with which a customer's refusal is told. */
  refusal: 'access_denied' | 'user_denied';
  /** Whether the refusal of a refresh says in words how the consent ended. */
  ends_told: boolean;
}

/** What becomes of refresh tokens. */
export interface RefreshTerms {
  /** `strict`: an old one ends the grant. `grace`: an old one still works for a minute. */
  rotation: 'never' | 'strict' | 'grace';
  /** Days of the person's time after which one that was not used is dead. */
  idle_days: number | null;
  /** Whether a token response tells that life (`refresh_token_expires_in`). */
  life_told: boolean;
}

/** Which of FDX's dialects the resources speak. */
export interface Dialect {
  paging: 'next_page_key' | 'offset';
  /** Whether a row is wrapped in an object named after its kind. */
  wrapped_rows: boolean;
  /** Whether error codes are numbers. */
  integer_codes: boolean;
  /** Whether a list that lacks rows says so with status 206. */
  partial_206: boolean;
  /** How account numbers travel. */
  payment_networks: 'json' | 'signed_jwt' | 'encrypted_jwt';
}

/** One bank. */
export interface Institution {
  slug: string;
  name: string;
  /** How a customer proves who he is: on the bank's own pages, or through a form at the data recipient. */
  sign_in: 'oauth' | 'form';
  security: Security;
  refresh_tokens: RefreshTerms;
  /** Whether clients can read and end consents (`/consents`). */
  consent_api: boolean;
  /** `one_per_customer`: a new consent ends the client's earlier one, unless it is about the same accounts. */
  grants: 'many' | 'one_per_customer';
  /** How long a tokenized number lives on: `real` where there are none. */
  numbers: 'real' | 'per_consent' | 'per_client' | 'survive_revocation';
  /** Whether the bank tells recipients what happened, and whether it signs that. */
  notifications: 'none' | 'unsigned' | 'signed';
  dialect: Dialect;
  /** Whether the customer chooses accounts at the bank; otherwise all of them are shared. */
  account_choice: boolean;
  /** Which rows of `account_sets.ts` a new person gets. */
  account_set: string;
  /** The first consent of a person with one client, and every later one. */
  first_consent: ConsentTerm;
  later_consents: ConsentTerm;
  /** Whether an entry that posts keeps its id, or gets a new one that names the old one. */
  pending_ids: 'kept' | 'replaced';
  /** Whether the form understands the magic words. */
  magic_words: boolean;
  /** Why nothing works here, if so. */
  outage: 'planned' | 'unplanned' | 'garbage' | null;
  /** The bank's colour on its pages: hue in degrees. */
  hue: number;
}

const ENDLESS: ConsentTerm = { ends: 'none', announced: false };
const SHORT: ConsentTerm = { ends: 'shortly', announced: false };
/** The same term for every consent. */
function every(days: number, announced: boolean): Pick<Institution, 'first_consent' | 'later_consents'> {
  const term: ConsentTerm = { ends: { days }, announced };
  return { first_consent: term, later_consents: term };
}

const PLAIN: Security = {
  profile: 'plain_oauth',
  client_authentication: 'client_secret_basic',
  sender_constraint: null,
  par: false,
  rar: false,
  openid: true,
  refusal: 'access_denied',
  ends_told: false,
};
const FAPI: Security = { ...PLAIN, profile: 'fapi2', par: true, rar: true };
const FDX: Dialect = {
  paging: 'next_page_key',
  wrapped_rows: false,
  integer_codes: false,
  partial_206: false,
  payment_networks: 'json',
};

const usual = {
  sign_in: 'oauth',
  security: PLAIN,
  refresh_tokens: { rotation: 'never', idle_days: null, life_told: false },
  consent_api: true,
  grants: 'many',
  numbers: 'real',
  notifications: 'none',
  dialect: FDX,
  account_choice: false,
  account_set: 'everyday',
  first_consent: ENDLESS,
  later_consents: ENDLESS,
  pending_ids: 'kept',
  magic_words: false,
  outage: null,
} as const satisfies Partial<Institution>;

export const INSTITUTIONS: readonly Institution[] = [
  { ...usual, slug: 'test-oauth', name: 'Test (OAuth)', account_set: 'ach_outcomes', hue: 256 },
  {
    ...usual,
    slug: 'test-non-oauth',
    name: 'Test (Non-OAuth)',
    sign_in: 'form',
    account_set: 'ach_outcomes',
    hue: 280,
  },
  {
    ...usual,
    slug: 'bank-oauth',
    name: 'Bank (OAuth)',
    account_choice: true,
    account_set: 'full',
    pending_ids: 'replaced',
    hue: 160,
  },
  {
    ...usual,
    slug: 'bank-non-oauth',
    name: 'Bank (Non-OAuth)',
    sign_in: 'form',
    account_set: 'full',
    magic_words: true,
    hue: 190,
  },
  { ...usual, slug: 'ownership-accounts', name: 'Ownership Accounts', account_set: 'ownership', hue: 340 },
  { ...usual, slug: 'invalid-payment-accounts', name: 'Invalid Payment Accounts', account_set: 'not_payable', hue: 20 },
  { ...usual, slug: 'down-scheduled', name: 'Down (Scheduled)', outage: 'planned', hue: 60 },
  { ...usual, slug: 'down-unscheduled', name: 'Down (Unscheduled)', outage: 'unplanned', hue: 40 },
  { ...usual, slug: 'down-error', name: 'Down (Error)', outage: 'garbage', hue: 0 },
  {
    ...usual,
    slug: 'tokenized-account-numbers',
    name: 'Tokenized Account Numbers',
    account_choice: true,
    account_set: 'tokenized',
    numbers: 'per_consent',
    hue: 215,
  },
  { ...usual, slug: 'inactive-accounts', name: 'Inactive Accounts', first_consent: SHORT, hue: 130 },
  {
    ...usual,
    slug: 'immediately-requires-reauthentication',
    name: 'Immediately Requires Reauthentication',
    first_consent: SHORT,
    later_consents: { ends: { days: 1 }, announced: true },
    hue: 305,
  },
  {
    ...usual,
    slug: 'eventually-requires-reauthentication',
    name: 'Eventually Requires Reauthentication',
    ...every(30, true),
    hue: 235,
  },
  {
    ...usual,
    ...every(365, true),
    slug: 'fapi-dpop',
    name: 'FAPI 2.0 (DPoP)',
    security: { ...FAPI, client_authentication: 'private_key_jwt', sender_constraint: 'dpop' },
    account_choice: true,
    account_set: 'household_tokens',
    numbers: 'per_consent',
    notifications: 'signed',
    hue: 270,
  },
  {
    ...usual,
    ...every(365, true),
    slug: 'fapi-mtls',
    name: 'FAPI 2.0 (mTLS)',
    security: { ...FAPI, client_authentication: 'tls_client_auth', sender_constraint: 'mtls' },
    refresh_tokens: { rotation: 'grace', idle_days: null, life_told: false },
    notifications: 'unsigned',
    hue: 290,
  },
  {
    ...usual,
    ...every(365, true),
    slug: 'fdx-green',
    name: 'FDX Green',
    security: { ...PLAIN, profile: 'fdx_green', refusal: 'user_denied' },
    refresh_tokens: { rotation: 'strict', idle_days: 90, life_told: true },
    account_set: 'household_tokens',
    numbers: 'per_consent',
    dialect: { ...FDX, payment_networks: 'encrypted_jwt' },
    hue: 145,
  },
  {
    ...usual,
    slug: 'plain-oauth',
    name: 'Plain OAuth',
    security: { ...PLAIN, openid: false, ends_told: true },
    consent_api: false,
    dialect: { ...FDX, paging: 'offset', wrapped_rows: true, integer_codes: true, partial_206: true },
    hue: 85,
  },
  {
    ...usual,
    slug: 'one-grant',
    name: 'One Grant Per Customer',
    refresh_tokens: { rotation: 'never', idle_days: 365, life_told: false },
    grants: 'one_per_customer',
    account_choice: true,
    account_set: 'household_tokens',
    numbers: 'per_client',
    hue: 105,
  },
  {
    ...usual,
    slug: 'thirty-day-tokens',
    name: 'Thirty-Day Tokens',
    refresh_tokens: { rotation: 'strict', idle_days: 30, life_told: true },
    hue: 325,
  },
  {
    ...usual,
    ...every(365, false),
    slug: 'twelve-months',
    name: 'Twelve Months',
    grants: 'one_per_customer',
    account_choice: true,
    account_set: 'household_tokens',
    numbers: 'per_consent',
    hue: 200,
  },
  { ...usual, ...every(90, true), slug: 'three-months', name: 'Three Months', hue: 50 },
  {
    ...usual,
    slug: 'surviving-numbers',
    name: 'Surviving Numbers',
    account_set: 'household_tokens',
    numbers: 'survive_revocation',
    hue: 10,
  },
];

const BY_SLUG = new Map(INSTITUTIONS.map((institution) => [institution.slug, institution]));

/** The institution of a path's first segment, or undefined. */
export function institutionOf(slug: string): Institution | undefined {
  return BY_SLUG.get(slug);
}
