// What it means that the ACH network did not move money: how the wire tells it, and what becomes of the bank account. Pure.
import type { BlockedReason } from '#database/payment_method_tables.ts';
import { lookup } from '#kernel/lookup.ts';
import type { AchOutcome } from './ach.ts';

export type NoMovement = Exclude<AchOutcome, { status: 'pending' } | { status: 'settled' }>;

/** Codes are Stripe's, for charges and for payouts; the words are ours. */
interface Meaning {
  charge: string;
  payout: string;
  message: string;
  block: BlockedReason | null;
}

export interface Failure {
  charge_code: string;
  payout_code: string;
  message: string;
  /** Nacha's code; null where the entry never reached the customer's bank. */
  network_code: string | null;
  /** The account cannot be used until its number changed; null: it can be tried again. */
  block: BlockedReason | null;
  /** The customer took back, or never gave, the permission that the mandate stands for. */
  unauthorized: boolean;
  /** The network did not take it because it looked risky. */
  risky: boolean;
}

const UNAUTHORIZED: Meaning = {
  charge: 'debit_not_authorized',
  payout: 'debit_not_authorized',
  message: 'The account holder has not authorized this entry.',
  block: 'debit_not_authorized',
};
const UNUSABLE: Meaning = {
  charge: 'bank_account_unusable',
  payout: 'bank_account_restricted',
  message: 'The bank account does not take entries of this kind.',
  block: 'bank_account_restricted',
};

/** By Nacha's code (operating rules, appendix four). R01 is the one that says nothing against the account. */
const RETURNS: Readonly<Record<string, Meaning>> = {
  R01: {
    charge: 'insufficient_funds',
    payout: 'insufficient_funds',
    message: 'There is not enough money in the bank account.',
    block: null,
  },
  R02: {
    charge: 'account_closed',
    payout: 'account_closed',
    message: 'The bank account has been closed.',
    block: 'bank_account_closed',
  },
  R03: {
    charge: 'no_account',
    payout: 'no_account',
    message: 'No bank account could be found under this number.',
    block: 'bank_account_invalid_details',
  },
  R04: {
    charge: 'account_number_invalid',
    payout: 'invalid_account_number',
    message: 'The bank account number is not valid.',
    block: 'bank_account_invalid_details',
  },
  R05: UNAUTHORIZED,
  R07: UNAUTHORIZED,
  R08: UNAUTHORIZED,
  R10: UNAUTHORIZED,
  R11: UNAUTHORIZED,
  R16: {
    charge: 'bank_account_restricted',
    payout: 'account_frozen',
    message: 'The bank account is frozen.',
    block: 'bank_account_frozen',
  },
  R20: UNUSABLE,
  R29: UNAUTHORIZED,
  R31: { ...UNUSABLE, block: 'bank_account_unusable' },
};

const OTHER_RETURN: Meaning = {
  charge: 'payment_method_provider_decline',
  payout: 'declined',
  message: 'The bank returned the entry.',
  block: null,
};

const REJECTIONS: Readonly<Record<'blocked' | 'invalid_currency' | 'weekly_limit', Meaning>> = {
  blocked: {
    charge: 'bank_account_declined',
    payout: 'declined',
    message: 'The payment was blocked because it looks risky.',
    block: null,
  },
  invalid_currency: {
    charge: 'payment_method_currency_mismatch',
    payout: 'invalid_currency',
    message: 'The bank account does not take this currency.',
    block: null,
  },
  weekly_limit: {
    charge: 'charge_exceeds_source_limit',
    payout: 'could_not_process',
    message: 'The payment exceeds what this bank account may move in a week.',
    block: null,
  },
};

const REFUSED: Meaning = {
  charge: 'processing_error',
  payout: 'could_not_process',
  message: 'The payment could not be handed to the bank network.',
  block: null,
};

/** The only block that a relink lifts by itself, because a new number comes with it. */
const DEAD_TOKEN: Meaning = {
  ...RETURNS.R04!,
  message: 'The bank has ended the account number that was used. The customer has to relink the account.',
  block: 'tokenized_account_number_deactivated',
};

/** `tokenized`: the number was a token that the bank had issued for one link. */
export function failureOf(outcome: NoMovement, { tokenized }: { tokenized: boolean }): Failure {
  const code = outcome.status === 'returned' ? outcome.code : null;
  const { charge, payout, message, block } = meaningOf(outcome, tokenized);
  return {
    charge_code: charge,
    payout_code: payout,
    message,
    network_code: code,
    block,
    unauthorized: block === 'debit_not_authorized',
    risky: outcome.status === 'rejected' && outcome.reason === 'blocked',
  };
}

/** What a late return of a settled debit means: the customer says that he never agreed. */
export function disputeOf(code: string): { network_code: string; block: BlockedReason } {
  return { network_code: code, block: lookup(RETURNS, code)?.block ?? 'debit_not_authorized' };
}

function meaningOf(outcome: NoMovement, tokenized: boolean): Meaning {
  if (outcome.status === 'refused') return REFUSED;
  if (outcome.status === 'rejected') return REJECTIONS[outcome.reason];
  // A bank that ended a token no longer finds it (R04), or no longer finds an account behind it (R03).
  if (tokenized && (outcome.code === 'R04' || outcome.code === 'R03')) return DEAD_TOKEN;
  return lookup(RETURNS, outcome.code) ?? OTHER_RETURN;
}
