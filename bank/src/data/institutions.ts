// The test institutions, one row each: what differs between two banks is a value here and nowhere else.

/** When a consent ends, counted from its grant in the person's time. */
export interface ConsentTerm {
  /** `none`: no end. `shortly`: 2 s in real time, at once where the person has a set time. Else days. */
  ends: 'none' | 'shortly' | { days: number };
  /** Whether the consent record tells the end beforehand (`expirationTime`). */
  announced: boolean;
}

/** One bank. */
export interface Institution {
  slug: string;
  name: string;
  /** How a customer proves who he is: on the bank's own pages, or through a form at the data recipient. */
  sign_in: 'oauth' | 'form';
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

const usual = {
  sign_in: 'oauth',
  account_choice: false,
  account_set: 'everyday',
  first_consent: ENDLESS,
  later_consents: ENDLESS,
  pending_ids: 'kept',
  magic_words: false,
  outage: null,
} as const;

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
    first_consent: { ends: { days: 30 }, announced: true },
    later_consents: { ends: { days: 30 }, announced: true },
    hue: 235,
  },
];

const BY_SLUG = new Map(INSTITUTIONS.map((institution) => [institution.slug, institution]));

/** The institution of a path's first segment, or undefined. */
export function institutionOf(slug: string): Institution | undefined {
  return BY_SLUG.get(slug);
}
