// A grant that a visit obtained and that no link takes on: it is ended at the bank, unless it has already ended the link's own.
import type { Permission, Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { customerTime } from '#domain/customers/test_clock.ts';
import { enqueue } from '#jobs/enqueue.ts';
import type { AuthorizationId } from '#kernel/id.ts';
import type { ConsentView, Credential, Grant } from './bank.ts';
import { takeGrant } from './grant.ts';
import { heldBy } from './holder.ts';
import type { InstitutionPolicy } from './institution_policy.ts';
import { profileOf } from './institution_rows.ts';
import { scheduleKeepAlive } from './keep_alive.ts';
import { forgetLooseGrant, putAway, scheduleRevocation } from './revocation.ts';
import { scheduleCheck, scheduleDailyCheck } from './schedule.ts';
import { openVisitCredential, readConsent } from './visit_rows.ts';

type Link = Row<'authorizations'>;

/** A grant that is not in use, beside a link of the same person; its tokens are put away under `loose_grant`. */
export interface SpareGrant {
  authorization: AuthorizationId;
  loose_grant: string;
  consent: string | null;
  bank_user: string | null;
  permissions: Permission[];
}

/** The job that finds out which of the two grants the bank left in force. Its payload is a spare grant. */
export const SETTLE_GRANT = 'grant.settle';

/** Does nothing where the visit has obtained none, or has given it back. */
export async function giveBackGrant(context: Context, visit: Row<'bank_visits'>): Promise<void> {
  const credential = openVisitCredential(context, visit);
  if (credential === null) return;
  await context.trx.updateTable('bank_visits').set({ credential: null }).where('id', '=', visit.id).execute();
  await giveBack(context, visit, credential, readConsent(visit)?.id ?? null);
}

/** Whose grant it is: the session says which holder, the subject which person at the bank. */
type Origin = Pick<Row<'bank_visits'>, 'session' | 'institution' | 'bank_subject' | 'bank_user'>;

export async function giveBack(
  context: Context,
  origin: Origin,
  credential: Credential,
  consent: string | null,
): Promise<void> {
  const spare = await atStake(context, origin);
  if (spare === null) return await endGrant(context, origin, credential, consent);
  const loose_grant = await putAway(context, origin.institution, credential);
  await enqueue(context.trx, {
    kind: SETTLE_GRANT,
    payload: { ...spare, loose_grant, consent } satisfies SpareGrant,
    due_at: context.clock.now(),
    test_clock: null,
    unique_key: loose_grant,
    created: context.clock.now(),
  });
}

/** The relinked or the holder's link as the same person, at a bank that keeps one grant per customer; null: nothing depends on it. */
async function atStake(
  { trx }: Context,
  { session, institution, bank_subject, bank_user }: Origin,
): Promise<Pick<SpareGrant, 'authorization' | 'bank_user' | 'permissions'> | null> {
  const bank = await trx.selectFrom('institutions').selectAll().where('id', '=', institution).executeTakeFirstOrThrow();
  if (profileOf(bank).policy.grants === 'many') return null;
  const asked = await trx.selectFrom('sessions').selectAll().where('id', '=', session).executeTakeFirstOrThrow();
  const link = await trx
    .selectFrom('authorizations')
    .select('id')
    .where('merchant', '=', asked.merchant)
    .where('livemode', '=', asked.livemode)
    .where((is) => is.or([heldBy(asked), is('id', '=', asked.relink_authorization)]))
    .where('institution', '=', institution)
    .where('bank_subject', '=', bank_subject ?? '')
    .where('status', '<>', 'disconnected')
    .executeTakeFirst();
  return link === undefined ? null : { authorization: link.id, bank_user, permissions: asked.permissions };
}

/**
 * The link lives on by the spare grant where the bank ended its own for it, which leaves its status as it is: the look that follows
 * says what the new grant is good for. Else the spare one is ended. `link` is locked.
 */
export async function settleGrant(
  context: Context,
  link: Link,
  spare: SpareGrant,
  found: { credential: Credential; consent: ConsentView | null; replaced: boolean },
  policy: InstitutionPolicy,
): Promise<void> {
  await forgetLooseGrant(context.trx, spare.loose_grant);
  if (!found.replaced || link.status === 'disconnected')
    return await endGrant(context, link, found.credential, spare.consent);
  const now = await customerTime(context, link.test_clock);
  await takeGrant(context, link, { ...spare, ...found }, now);
  const current = await context.trx
    .selectFrom('authorizations')
    .selectAll()
    .where('id', '=', link.id)
    .executeTakeFirstOrThrow();
  await scheduleKeepAlive(context, current, policy, now);
  // Nobody looked at a link whose grant had ended.
  await scheduleDailyCheck(context, link, now);
  await scheduleCheck(context, link, 'superseded', now);
}

async function endGrant(
  context: Context,
  { institution }: Pick<Link, 'institution'>,
  credential: Credential,
  consent: string | null,
): Promise<void> {
  const grant: Grant = consent === null ? { credential } : { consent };
  await scheduleRevocation(context, institution, grant, 'replaced');
}
