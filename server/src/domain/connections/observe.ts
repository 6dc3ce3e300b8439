// Applies what a look at the bank showed, in one transaction. Only definitive evidence changes a status.
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { followNumbers } from '#domain/payments/follow_numbers.ts';
import { after, HOUR_MS, MINUTE_MS } from '#kernel/clock.ts';
import type { AccountId, AuthorizationId } from '#kernel/id.ts';
import { accountsOn } from './account_rows.ts';
import { announceAccounts } from './announce.ts';
import { endConsent, lockAuthorization } from './authorization_rows.ts';
import type { BankAccount, ConsentView, Diagnosis } from './bank.ts';
import {
  deactivateAccount,
  deactivateAuthorization,
  expectDeactivation,
  fellWithConnection,
  reactivateAccount,
} from './link_state.ts';
import { type NumbersRead, storeNumbers } from './numbers.ts';
import { scheduleCheck } from './schedule.ts';

/** An account that vanished without a word is given this long before it counts as gone. Rule: bank-connectors, section 4, row 13. */
const MISSING_MS = 24 * HOUR_MS;
/** An announced end that passed without being seen is looked for again after as long as it is over, within these bounds. */
const LATE_END_MS_MIN = MINUTE_MS;
const LATE_END_MS_MAX = HOUR_MS;

export type Observation =
  | { type: 'dead'; diagnosis: Diagnosis }
  | { type: 'read'; accounts: BankAccount[]; consent: ConsentView; numbers: Map<string, NumbersRead> };

export interface ObservationRequest {
  authorization: AuthorizationId;
  /** The credential that was used; an observation made with an older one is worth nothing. */
  credential_version: number;
  /** When the look at the bank began, in real time; one that began before another that was applied already is worth nothing. */
  began: Date;
  observation: Observation;
  /** A test helper vouches that a missing account is gone for good, so no second look is needed. */
  confirmed: boolean;
  /** The customer's time. */
  now: Date;
}

/**
 * A link that was disconnected needs no look. Throws when the credential changed meanwhile, or a later look was faster: then
 * the look has to be repeated.
 */
export async function observe(context: Context, request: ObservationRequest): Promise<void> {
  const authorization = await lockAuthorization(context.trx, request.authorization);
  if (authorization === null || authorization.status === 'disconnected') return;
  const { observation, began, now } = request;
  const overtaken = authorization.checked_at !== null && authorization.checked_at > began;
  if (overtaken || authorization.credential_version !== request.credential_version) {
    throw new Error('the link changed while the bank was being looked at');
  }
  await context.trx
    .updateTable('authorizations')
    .set({ checked_at: began })
    .where('id', '=', authorization.id)
    .execute();
  if (observation.type === 'dead') {
    await observeDead(context, authorization, observation.diagnosis, now);
    return;
  }
  await reviveAuthorization(context, authorization);
  for (const account of await accountsOn(context.trx, authorization.id)) {
    await observeAccount(context, authorization, account, observation, request);
  }
  await observeEnd(context, authorization, observation.consent, now);
}

/** An announced end that has passed although the bank still answers is looked at again soon: its clock or its word is late. */
async function observeEnd(
  context: Context,
  link: Row<'authorizations'>,
  consent: ConsentView,
  now: Date,
): Promise<void> {
  if (consent.status === 'unknown') return;
  await expectDeactivation(context, link, consent.expires_at, now);
  if (consent.expires_at === null || consent.expires_at > now) return;
  const over = now.getTime() - consent.expires_at.getTime();
  const wait = Math.min(Math.max(over, LATE_END_MS_MIN), LATE_END_MS_MAX);
  await scheduleCheck(context, link, 'consent_end', after(now, wait));
}

async function observeDead(
  context: Context,
  link: Row<'authorizations'>,
  diagnosis: Diagnosis,
  now: Date,
): Promise<void> {
  const consentEnded = diagnosis.cause === 'access_denied' || diagnosis.cause === 'access_expired';
  if (consentEnded && link.consent !== null) {
    const ended_by = diagnosis.cause === 'access_expired' ? 'expiry' : 'bank or customer';
    await endConsent(context.trx, { authorization: link.id, bank_consent: link.consent, ended_by, ended_at: now });
  }
  await deactivateAuthorization(context, link, diagnosis.cause, diagnosis.action, now);
}

/** A successful read is the proof that the connection as a whole works again. */
async function reviveAuthorization(context: Context, link: Row<'authorizations'>): Promise<void> {
  if (link.status !== 'inactive') return;
  await context.trx
    .updateTable('authorizations')
    .set({ status: 'active', inactive_cause: null, inactive_action: null })
    .where('id', '=', link.id)
    .execute();
}

async function observeAccount(
  context: Context,
  link: Row<'authorizations'>,
  account: Row<'accounts'>,
  read: Extract<Observation, { type: 'read' }>,
  { now, confirmed }: ObservationRequest,
): Promise<void> {
  const listed = read.accounts.find((row) => row.bank_account === account.bank_account);
  if (listed === undefined) {
    // What fell with the connection has to get a reason of its own, now that the connection works.
    const fell = fellWithConnection(account, link.inactive_cause);
    if (account.status === 'active' || fell)
      await observeMissing(context, account, read.consent, now, confirmed || fell);
    return;
  }
  switch (listed.state) {
    case 'closed':
      return await deactivateAccount(context, account, 'account_closed', 'none', now);
    case 'needs_consent':
      return await deactivateAccount(context, account, 'account_unavailable', 'relink_required', now);
    case 'restricted':
      return;
    case 'open':
      await seen(context, account);
      await reactivateAccount(context, account, now);
      await observeNumbers(context, link, account.id, listed, read.numbers.get(listed.bank_account) ?? 'not_read', now);
  }
}

async function seen(context: Context, account: Row<'accounts'>): Promise<void> {
  if (account.missing_since === null) return;
  await context.trx.updateTable('accounts').set({ missing_since: null }).where('id', '=', account.id).execute();
}

async function observeMissing(
  context: Context,
  account: Row<'accounts'>,
  consent: ConsentView,
  now: Date,
  confirmed: boolean,
): Promise<void> {
  if (consent.bank_accounts !== null && !consent.bank_accounts.includes(account.bank_account)) {
    return await deactivateAccount(context, account, 'access_denied', 'relink_required', now);
  }
  const since = account.missing_since;
  if (confirmed || (since !== null && now.getTime() - since.getTime() >= MISSING_MS)) {
    return await deactivateAccount(context, account, 'account_unavailable', 'relink_required', now);
  }
  if (since === null) {
    await context.trx.updateTable('accounts').set({ missing_since: now }).where('id', '=', account.id).execute();
  }
}

async function observeNumbers(
  context: Context,
  link: Row<'authorizations'>,
  account: AccountId,
  listed: BankAccount,
  read: NumbersRead,
  now: Date,
): Promise<void> {
  const changed = await storeNumbers(context, link, account, listed, read, { now, moment: 'check' });
  if (!changed) return;
  await announceAccounts(context, 'account_numbers_updated', [account], now);
  await followNumbers(context, account, { renewed: false });
}
