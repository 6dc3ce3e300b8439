// Applies what a look at the bank showed, in one transaction. Only definitive evidence changes a status.
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { after, HOUR_MS, MINUTE_MS } from '#kernel/clock.ts';
import type { AuthorizationId } from '#kernel/id.ts';
import { accountsOn } from './account_rows.ts';
import { lockAuthorization } from './authorization_rows.ts';
import type { ConsentView, Diagnosis } from './bank.ts';
import { markBounced } from './bounced.ts';
import { observeDeath } from './death.ts';
import { disconnectAccount } from './disconnect.ts';
import { expectEnd } from './expected_end.ts';
import type { InstitutionPolicy } from './institution_policy.ts';
import { observeAccount, type Read } from './observe_account.ts';
import { type Returned, scheduleCheck } from './schedule.ts';
import { endSuspension, observeSuspension } from './suspension.ts';

/** An announced end that passed without being seen is looked for again after as long as it is over, within these bounds. */
const LATE_END_MS_MIN = MINUTE_MS;
const LATE_END_MS_MAX = HOUR_MS;

export type Observation = { type: 'ended'; diagnosis: Diagnosis } | Read;

export interface ObservationRequest {
  authorization: AuthorizationId;
  /** The credential that was used; an observation made with an older one is worth nothing. */
  credential_version: number;
  /** When the look at the bank began, in real time; one that began before another that was applied already is worth nothing. */
  began: Date;
  observation: Observation;
  policy: InstitutionPolicy;
  /** A test helper vouches that a missing account is gone for good, so no second look is needed. */
  confirmed: boolean;
  /** Money that came back, which is why the bank was looked at. */
  returned: Returned | null;
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
  const { observation, began, now, policy, returned } = request;
  const overtaken = authorization.checked_at !== null && authorization.checked_at > began;
  if (overtaken || authorization.credential_version !== request.credential_version) {
    throw new Error('the link changed while the bank was being looked at');
  }
  await context.trx
    .updateTable('authorizations')
    .set({ checked_at: began })
    .where('id', '=', authorization.id)
    .execute();
  if (returned !== null) await markBounced(context, authorization, returned, now);
  if (observation.type === 'ended') await observeNoRead(context, authorization, observation.diagnosis, policy, now);
  else await observeRead(context, authorization, observation, request);
}

async function observeNoRead(
  context: Context,
  link: Row<'authorizations'>,
  diagnosis: Diagnosis,
  policy: InstitutionPolicy,
  now: Date,
): Promise<void> {
  switch (diagnosis.type) {
    case 'dead':
      return await observeDeath(context, link, diagnosis, policy, now);
    case 'suspended':
      return await observeSuspension(context, link, diagnosis, now);
    case 'disconnected':
      for (const account of await accountsOn(context.trx, link.id)) await disconnectAccount(context, account);
  }
}

async function observeRead(
  context: Context,
  link: Row<'authorizations'>,
  read: Read,
  request: ObservationRequest,
): Promise<void> {
  await endSuspension(context, link);
  // A bank that contradicts itself about a grant that has ended does not bring it back: that takes another grant.
  if (link.status === 'inactive' && link.died_version === link.credential_version) return;
  await reviveAuthorization(context, link);
  for (const account of await accountsOn(context.trx, link.id)) {
    await observeAccount(context, link, account, read, request);
  }
  await observeEnd(context, link, read.consent, request);
}

/** A known end that has passed although the bank still answers is looked at again soon: its clock or its word is late. */
async function observeEnd(
  context: Context,
  link: Row<'authorizations'>,
  consent: ConsentView | null,
  { policy, now }: ObservationRequest,
): Promise<void> {
  const end = await expectEnd(context, link, consent, policy, now);
  if (end === null || end > now) return;
  const over = now.getTime() - end.getTime();
  const wait = Math.min(Math.max(over, LATE_END_MS_MIN), LATE_END_MS_MAX);
  await scheduleCheck(context, link, 'consent_end', after(now, wait));
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
