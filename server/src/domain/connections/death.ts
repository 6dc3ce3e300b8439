// How a link dies: what the platform knows beyond the bank's word, and what ends together with the link.
import type { Row } from '#database/schema.ts';
import { audit, auditOwner } from '#domain/audit.ts';
import type { Context } from '#domain/context.ts';
import { after } from '#kernel/clock.ts';
import { accountsOn } from './account_rows.ts';
import { announceNumbers } from './announce.ts';
import { endConsent } from './authorization_rows.ts';
import type { ConsentEnd } from './bank.ts';
import { isOneOfMany } from './ended_by_bank.ts';
import { type Death, dead, orByClock } from './ended_consent.ts';
import type { InstitutionPolicy } from './institution_policy.ts';
import { deactivateAuthorization } from './link_state.ts';
import { isUnderWay } from './newer_grant.ts';
import { hasOtherGrant } from './other_grants.ts';
import { scheduleCheck, scheduleNumberEnd } from './schedule.ts';
import { lookWhileLocked } from './shut_out.ts';
import { VISIT_MS } from './visit_rows.ts';

type Link = Row<'authorizations'>;

export async function observeDeath(
  context: Context,
  link: Link,
  told: Death,
  policy: InstitutionPolicy,
  now: Date,
): Promise<void> {
  const death = await known(context, link, told, policy, now);
  if (death.ended === 'superseded' && (await isUnderWay(context, link, death.superseded_by ?? null)))
    return await lookLater(context, link, now);
  const decided = death.ended === 'bank' && death.cause === 'access_denied';
  await rememberEnd(context, link, death, now, decided);
  const { action } = death;
  const cause = decided && (await isOneOfMany(context, link)) ? 'institution_requirement' : death.cause;
  // No reason is no better word than the one that was told already.
  const repeated = link.status === 'inactive' && cause === 'unspecified';
  if (!repeated) await deactivateAuthorization(context, link, cause, action, now);
  if (action === 'none') await lookWhileLocked(context, link, now);
  await endNumbers(context, link, death.ended, policy, now);
}

/** What the bank told, completed by our own clocks and by what we know of the person's other grants. */
async function known(context: Context, link: Link, told: Death, policy: InstitutionPolicy, now: Date): Promise<Death> {
  const withoutReason = told.cause === 'unspecified' && told.ended === null;
  // A record that says that the consent lives leaves nothing to guess.
  const unrecorded = withoutReason && link.consent === null;
  const replaced = policy.grants === 'one_per_customer' && (unrecorded || told.ended === 'bank');
  const newer = replaced && ((await hasOtherGrant(context, link)) || (await isUnderWay(context, link, null)));
  if (newer) return dead('access_denied', 'superseded');
  // What runs out after the link was found dead is not why it died.
  const unexplained = link.status === 'inactive' && link.inactive_cause === 'unspecified';
  if (!withoutReason || unexplained) return told;
  const { refresh_expires_at: refresh, expected_deactivation_at: expected } = link;
  const demand = demandOf(link);
  return orByClock(told, { consent: demand === null ? expected : null, demand, refresh }, now);
}

/** The newer grant becomes the link's own, or shows that it does not: row 7 tells nobody of the time between. */
async function lookLater(context: Context, link: Link, now: Date): Promise<void> {
  // Visits live in real time; on a test clock the next daily look is soon enough.
  if (link.test_clock === null) await scheduleCheck(context, link, 'superseded', after(now, VISIT_MS));
}

/** From when on the bank wants a new sign-in, if that is the first end that is known. */
function demandOf({ active_cause, expected_deactivation_at: expected }: Link): Date | null {
  return active_cause === 'institution_requirement' ? expected : null;
}

/**
 * A grant that has ended does not come back: from here on only another credential revives the link. `decided`: by the bank, which
 * did not merely meet a token twice. What opens nothing any more is not kept.
 */
async function rememberEnd(context: Context, link: Link, { ended }: Death, now: Date, decided: boolean): Promise<void> {
  if (ended === null) return;
  const died_version = link.credential_version;
  await context.trx
    .updateTable('authorizations')
    .set({ died_version, credential: null })
    .where('id', '=', link.id)
    .execute();
  if (link.credential !== null)
    await audit(context, auditOwner(context), {
      ...{ action: 'token.deleted', institution: link.institution, authorization: link.id },
      detail: { version: died_version, ended },
    });
  if (link.consent === null) return;
  await endConsent(context.trx, {
    authorization: link.id,
    bank_consent: link.consent,
    ended_by: ended,
    ended_at: now,
    ...(decided && { ended_by_bank_at: context.clock.now() }),
  });
}

/** What becomes of a tokenized number as its consent ends, by the bank's policy; null: it lives on as it was. Pure. */
export function numberAfter(
  ended: ConsentEnd | null,
  { replaced_by, expiry_basis }: InstitutionPolicy['numbers'],
): 'deactivated' | 'expired' | null {
  switch (ended) {
    case 'customer':
    case 'bank':
      return replaced_by === 'nothing' ? null : 'deactivated';
    case 'superseded':
      return replaced_by === 'consent' ? 'deactivated' : null;
    case 'expiry':
      return expiry_basis === 'consent' ? 'expired' : null;
    // Whoever gives his own grant back may go on debiting.
    case 'us':
    case null:
      return null;
  }
}

async function endNumbers(
  context: Context,
  link: Link,
  ended: ConsentEnd | null,
  policy: InstitutionPolicy,
  now: Date,
): Promise<void> {
  const status = numberAfter(ended, policy.numbers);
  if (status === null) return;
  const accounts = (await accountsOn(context.trx, link.id)).map(({ id }) => id);
  if (accounts.length === 0) return;
  const ending = await context.trx
    .updateTable('account_numbers')
    .set({ status, updated: now })
    .where('account', 'in', accounts)
    .where('identifier_type', '=', 'tokenized_account_number')
    .where('status', 'in', ['transactable', 'pending'])
    .returning('account')
    .execute();
  const ended_accounts = accounts.filter((id) => ending.some(({ account }) => account === id));
  for (const id of ended_accounts) await scheduleNumberEnd(context, link, id, null);
  await announceNumbers(context, ended_accounts, now);
}
