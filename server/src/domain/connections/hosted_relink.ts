// Whether a hosted relink may be asked for, by API, Dashboard or policy: the one rule. Pure: rows in, a problem or null out.
import type { Row } from '#database/schema.ts';
import { after, HOUR_MS } from '#kernel/clock.ts';
import { isWithinNotice } from './notice.ts';
import { numberTrouble } from './relink.ts';

/** How the customer gets the link: from the merchant, or in an e-mail that we write. */
export type Delivery = 'url' | 'email';

/** Why an account is left out. Rules: spec 3.9 and 3.10; rulings, "Hosted sessions". In this order, the first that holds. */
export type HostedProblem =
  | { type: 'disconnected' }
  | { type: 'cannot_be_repaired' }
  | { type: 'needs_no_relink' }
  | { type: 'no_holder' }
  | { type: 'no_email' }
  | { type: 'email_not_confirmed' }
  | { type: 'asked_recently'; next_at: Date };

export type HostedProblemType = HostedProblem['type'];

/** The order in which lists of refusals are shown. */
export const HOSTED_PROBLEMS: readonly HostedProblemType[] = [
  'disconnected',
  'cannot_be_repaired',
  'needs_no_relink',
  'no_holder',
  'no_email',
  'email_not_confirmed',
  'asked_recently',
];

/** One e-mail per account in this time of the customer's, lifted by success only. */
export const EMAIL_PAUSE_MS = 48 * HOUR_MS;

export type RelinkableAccount = Pick<
  Row<'accounts'>,
  | 'status'
  | 'inactive_action'
  | 'permissions'
  | 'number_kind'
  | 'number_status'
  | 'number_expires_at'
  | 'relink_asked_at'
>;

export interface HostedRequest {
  account: RelinkableAccount;
  /** The customer or connected account that holds the account; null where there is none, or it was deleted. */
  holder: { email: string | null } | null;
  delivery: Delivery;
  /** When the bank will end the link, as it has announced; only for who may ask a customer to renew it before: a policy. */
  announced_end?: Date | null;
  /** Lower-case addresses that the sandbox may write to; null in live mode: any. */
  confirmed_emails: ReadonlySet<string> | null;
  /** The customer's time. */
  now: Date;
}

/** The first reason against asking for a relink of this account, or null. */
export function hostedProblem({
  account,
  holder,
  delivery,
  announced_end = null,
  confirmed_emails,
  now,
}: HostedRequest): HostedProblem | null {
  if (account.status === 'disconnected') return { type: 'disconnected' };
  if (account.status === 'inactive' && account.inactive_action !== 'relink_required') {
    return { type: 'cannot_be_repaired' };
  }
  if (!needsRelink(account, now) && !endsSoon(account, announced_end, now)) return { type: 'needs_no_relink' };
  if (holder === null) return { type: 'no_holder' };
  if (delivery === 'url') return null;
  if (holder.email === null || holder.email === '') return { type: 'no_email' };
  if (confirmed_emails !== null && !confirmed_emails.has(holder.email.toLowerCase())) {
    return { type: 'email_not_confirmed' };
  }
  const next_at = account.relink_asked_at && after(account.relink_asked_at, EMAIL_PAUSE_MS);
  return next_at !== null && next_at > now ? { type: 'asked_recently', next_at } : null;
}

/**
 * Inactive and repairable, or a tokenized number that is dead or ends within 30 days. The database keeps the same rule in
 * `accounts.attention_at`, so that a list can be filtered by it.
 */
export function needsRelink(account: RelinkableAccount, now: Date): boolean {
  if (account.status === 'inactive') return account.inactive_action === 'relink_required';
  if (account.status !== 'active' || !account.permissions.includes('payment_method')) return false;
  const { number_kind, number_status, number_expires_at } = account;
  if (number_kind === null || number_status === null) return false;
  const number = { identifier_type: number_kind, status: number_status, expected_expiry_at: number_expires_at };
  return numberTrouble(number, now) !== null;
}

/** The link still works, and the bank will end it within 30 days, inclusively: a policy may ask for a renewal. */
export function endsSoon(account: Pick<RelinkableAccount, 'status'>, end: Date | null, now: Date): boolean {
  return account.status === 'active' && end !== null && end > now && isWithinNotice(end, now);
}

/**
 * Whether what a hosted session is about is still to be done: the account needs a relink, or the end that the session is ahead
 * of still stands.
 */
export function stillWanted(
  { renews_before }: Pick<Row<'sessions'>, 'renews_before'>,
  account: RelinkableAccount & Pick<Row<'accounts'>, 'ends_at'>,
  now: Date,
): boolean {
  if (needsRelink(account, now)) return true;
  return renews_before !== null && account.ends_at !== null && account.ends_at <= renews_before;
}
