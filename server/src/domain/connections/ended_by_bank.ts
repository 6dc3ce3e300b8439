// Links that a bank ended by itself: one is a refusal, many within a day are the bank's own doing, the first of them included.
import { sql } from 'kysely';
import type { Row, Transaction } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { enqueue } from '#jobs/enqueue.ts';
import { after, DAY_MS } from '#kernel/clock.ts';
import type { AuthorizationId, InstitutionId } from '#kernel/id.ts';
import { accountsOn } from './account_rows.ts';
import { lockAuthorization } from './authorization_rows.ts';
import { fellWithConnection } from './link_state.ts';

/** So many links that one bank ended within this time, in whatever merchant's name, are its doing (bank-connectors, section 4, row 3). */
const MANY = 5;
const MANY_WITHIN_MS = DAY_MS;
/** Told otherwise before: four, or what the database holds from before this was corrected. The next link takes up the rest. */
const CORRECTED_MAX = 25;

/** Corrects why links are inactive. Payload `{authorizations}`, of whatever merchants. */
export const CORRECT_CAUSE = 'authorization.correct_cause';

type Link = Row<'authorizations'>;

/**
 * Whether a link whose end by the bank has been written down is one of many; if so, those that were told otherwise before are
 * corrected by a job, since a link is locked before this is asked and no other one may be after it. What was found once stays.
 */
export async function isOneOfMany(
  context: Context,
  link: Pick<Link, 'id' | 'institution' | 'consent'>,
): Promise<boolean> {
  const { trx, clock } = context;
  if (await isAmongMany(trx, link)) return true;
  await takeTurn(trx, link.institution);
  const since = after(clock.now(), -MANY_WITHIN_MS);
  const ended = trx
    .selectFrom('consents as c')
    .innerJoin('authorizations as a', 'a.id', 'c.authorization_id')
    .select('c.authorization_id as id')
    .distinct()
    .where('a.institution', '=', link.institution)
    .where('c.ended_by_bank_at', '>', since);
  if ((await ended.limit(MANY).execute()).length < MANY) return false;
  const untold = await ended.where(sql<boolean>`not c.ended_among_many`).orderBy('id').limit(CORRECTED_MAX).execute();
  const ids = untold.map(({ id }) => id);
  await markAsMany(trx, [...ids, link.id], since);
  await planCorrection(
    context,
    ids.filter((id) => id !== link.id),
  );
  return true;
}

async function isAmongMany(trx: Transaction, { id, consent }: Pick<Link, 'id' | 'consent'>): Promise<boolean> {
  const own = await trx
    .selectFrom('consents')
    .select('ended_among_many')
    .where('authorization_id', '=', id)
    .where('bank_consent', '=', consent ?? '')
    .executeTakeFirst();
  return own?.ended_among_many === true;
}

/** Until the commit: two that counted at once would not see each other, and the fifth link would go unnoticed. */
async function takeTurn(trx: Transaction, institution: InstitutionId): Promise<void> {
  const turn = `links ended by ${institution}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${turn}, 0))`.execute(trx);
}

async function markAsMany(trx: Transaction, authorizations: AuthorizationId[], since: Date): Promise<void> {
  await trx
    .updateTable('consents')
    .set({ ended_among_many: true })
    .where('authorization_id', 'in', authorizations)
    .where('ended_by_bank_at', '>', since)
    .execute();
}

async function planCorrection({ trx, clock }: Context, authorizations: AuthorizationId[]): Promise<void> {
  if (authorizations.length === 0) return;
  const now = clock.now();
  await enqueue(trx, {
    kind: CORRECT_CAUSE,
    payload: { authorizations },
    due_at: now,
    test_clock: null,
    created: now,
  });
}

/**
 * Says of a link that is still inactive by that very end what the bank's doing is called. No event tells of it: they mark edges,
 * and whoever asked his customer to relink because of the first would ask him twice for the same thing.
 */
export async function correctCause({ trx }: Pick<Context, 'trx'>, id: AuthorizationId): Promise<void> {
  const link = await lockAuthorization(trx, id);
  if (link?.status !== 'inactive' || link.inactive_cause !== 'access_denied') return;
  if (link.died_version !== link.credential_version || !(await isAmongMany(trx, link))) return;
  const cause = { inactive_cause: 'institution_requirement' } as const;
  const fallen = (await accountsOn(trx, id)).filter((account) => fellWithConnection(account, link.inactive_cause));
  await trx.updateTable('authorizations').set(cause).where('id', '=', id).execute();
  for (const account of fallen) await trx.updateTable('accounts').set(cause).where('id', '=', account.id).execute();
}
