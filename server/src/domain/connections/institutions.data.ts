// The test institutions as rows: everything in which the platform treats two banks differently is a value here.
import type { Row } from '#database/schema.ts';
import type { InstitutionPolicy } from '#domain/connections/institution_policy.ts';
import { overForm, overOauth } from '#domain/connections/sandbox_protocols.data.ts';
import { SECOND_MS } from '#kernel/clock.ts';
import type { InstitutionId } from '#kernel/id.ts';

/** An institution as it is seeded; `sequence` is given by the database in the order of this list. */
export type InstitutionSeed = Omit<Row<'institutions'>, 'sequence' | 'trouble' | 'offered'>;

interface Difference {
  id: InstitutionId;
  slug: string;
  name: string;
  color: string;
  /** Place among the banks that are offered before the customer searches; null: found by search only. */
  featured_rank: number | null;
  sign_in?: 'form';
  status?: InstitutionSeed['status'];
  policy?: Partial<InstitutionPolicy>;
}

function institution(difference: Difference): InstitutionSeed {
  const { sign_in, policy, status, ...facts } = difference;
  return {
    ...facts,
    livemode: false,
    display_name: difference.name,
    connector: sign_in === 'form' ? 'credentials' : 'fdx',
    status: status ?? 'active',
    countries: ['US'],
    features: ['balances', 'ownership', 'payment_method', 'transactions'],
    routing_numbers: ['110000000'],
    url: null,
    protocol: sign_in === 'form' ? overForm(difference.slug) : overOauth(difference.slug),
    policy: { ...policy },
  };
}

/** The first consent of a person ends after two seconds, and the bank does not say so. */
const ENDS_SOON: Partial<InstitutionPolicy> = { first_check_after: 2 * SECOND_MS };
const CHOICE_AT_THE_BANK: Partial<InstitutionPolicy> = { bank_hosted_selection: true };

const REAL_NUMBERS: InstitutionPolicy['numbers'] = { replaced_by: 'nothing', expiry_basis: 'none' };

export const INSTITUTIONS: readonly InstitutionSeed[] = [
  institution({
    id: 'fcinst_Qn1a7A4KhL42se',
    slug: 'test-non-oauth',
    name: 'Test (Non-OAuth)',
    color: '#5b3fd1',
    featured_rank: 1,
    sign_in: 'form',
  }),
  institution({
    id: 'fcinst_Qn1a6jqpI0Gb84',
    slug: 'test-oauth',
    name: 'Test (OAuth)',
    color: '#3b50c9',
    featured_rank: 2,
  }),
  institution({
    id: 'fcinst_Qn1aVTBBJ4ubmQ',
    slug: 'bank-non-oauth',
    name: 'Bank (Non-OAuth)',
    color: '#0b6b8a',
    featured_rank: 3,
    sign_in: 'form',
  }),
  institution({
    id: 'fcinst_Qn1aNn8l07746s',
    slug: 'bank-oauth',
    name: 'Bank (OAuth)',
    color: '#0b7260',
    featured_rank: 4,
    policy: CHOICE_AT_THE_BANK,
  }),
  institution({
    id: 'fcinst_Qn1aly9zRRkWP1',
    slug: 'ownership-accounts',
    name: 'Ownership Accounts',
    color: '#a3316f',
    featured_rank: 5,
  }),
  institution({
    id: 'fcinst_Qn1aporTsLJQH4',
    slug: 'invalid-payment-accounts',
    name: 'Invalid Payment Accounts',
    color: '#a83a2a',
    featured_rank: 6,
  }),
  institution({
    id: 'fcinst_Qn1aC9A7bD2EED',
    slug: 'down-scheduled',
    name: 'Down (Scheduled)',
    color: '#7a5c00',
    featured_rank: 7,
    status: 'degraded',
  }),
  institution({
    id: 'fcinst_Qn1a8Ynz2Il9zF',
    slug: 'down-unscheduled',
    name: 'Down (Unscheduled)',
    color: '#8a4b10',
    featured_rank: 8,
    status: 'degraded',
  }),
  institution({
    id: 'fcinst_Qn1aOU8Z6Qsvpn',
    slug: 'down-error',
    name: 'Down (Error)',
    color: '#9c2f3f',
    featured_rank: 9,
    status: 'degraded',
  }),
  institution({
    id: 'fcinst_Tk4nAcctNumb3r',
    slug: 'tokenized-account-numbers',
    name: 'Tokenized Account Numbers',
    color: '#1f5fb0',
    featured_rank: null,
    policy: CHOICE_AT_THE_BANK,
  }),
  institution({
    id: 'fcinst_1nact1veAcc0un',
    slug: 'inactive-accounts',
    name: 'Inactive Accounts',
    color: '#34701f',
    featured_rank: null,
    policy: ENDS_SOON,
  }),
  institution({
    id: 'fcinst_Imm3d1ateR3aut',
    slug: 'immediately-requires-reauthentication',
    name: 'Immediately Requires Reauthentication',
    color: '#80379b',
    featured_rank: null,
    policy: ENDS_SOON,
  }),
  institution({
    id: 'fcinst_Ev3ntua1R3auth',
    slug: 'eventually-requires-reauthentication',
    name: 'Eventually Requires Reauthentication',
    color: '#2f55a8',
    featured_rank: null,
  }),
  institution({
    id: 'fcinst_Fap1Dp0pBankRLk',
    slug: 'fapi-dpop',
    name: 'FAPI 2.0 (DPoP)',
    color: '#1d6fa5',
    featured_rank: null,
    policy: {
      ...CHOICE_AT_THE_BANK,
      consent_days: 365,
      numbers: { replaced_by: 'consent', expiry_basis: 'consent' },
      notifications: 'signed',
    },
  }),
  institution({
    id: 'fcinst_Fap1Mt1sBankRLk',
    slug: 'fapi-mtls',
    name: 'FAPI 2.0 (mTLS)',
    color: '#2a6f4f',
    featured_rank: null,
    policy: { rotation: 'grace', consent_days: 365, numbers: REAL_NUMBERS, notifications: 'unsigned' },
  }),
  institution({
    id: 'fcinst_Fdx6reenBankRLk',
    slug: 'fdx-green',
    name: 'FDX Green',
    color: '#3d7a1f',
    featured_rank: null,
    policy: {
      rotation: 'strict',
      consent_days: 365,
      refresh_idle_days: 90,
      numbers: { replaced_by: 'consent', expiry_basis: 'consent' },
    },
  }),
  institution({
    id: 'fcinst_P1ainOauthB4nkR',
    slug: 'plain-oauth',
    name: 'Plain OAuth',
    color: '#6b5b1e',
    featured_rank: null,
    policy: { numbers: REAL_NUMBERS, consent_api: false },
  }),
  institution({
    id: 'fcinst_0neGrantPerCust',
    slug: 'one-grant',
    name: 'One Grant Per Customer',
    color: '#8a2f6b',
    featured_rank: null,
    policy: {
      ...CHOICE_AT_THE_BANK,
      refresh_idle_days: 365,
      numbers: { replaced_by: 'revocation', expiry_basis: 'none' },
      grants: 'one_per_customer',
    },
  }),
  institution({
    id: 'fcinst_Th1rtyDayT0kens',
    slug: 'thirty-day-tokens',
    name: 'Thirty-Day Tokens',
    color: '#1f7f86',
    featured_rank: null,
    policy: { rotation: 'strict', refresh_idle_days: 30, numbers: REAL_NUMBERS },
  }),
  institution({
    id: 'fcinst_Twe1veM0nthsBnk',
    slug: 'twelve-months',
    name: 'Twelve Months',
    color: '#5a4fc0',
    featured_rank: null,
    policy: {
      ...CHOICE_AT_THE_BANK,
      consent_days: 365,
      numbers: { replaced_by: 'consent', expiry_basis: 'none' },
      grants: 'one_per_customer',
    },
  }),
  institution({
    id: 'fcinst_Thr3eM0nthsBank',
    slug: 'three-months',
    name: 'Three Months',
    color: '#a04a12',
    featured_rank: null,
    policy: { consent_days: 90, numbers: REAL_NUMBERS },
  }),
  institution({
    id: 'fcinst_Surv1v1ngNumbrs',
    slug: 'surviving-numbers',
    name: 'Surviving Numbers',
    color: '#7b2d8e',
    featured_rank: null,
    policy: { numbers: { replaced_by: 'nothing', expiry_basis: 'none' } },
  }),
];
