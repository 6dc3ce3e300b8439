// Works off a batch: some accounts per transaction, their sessions, mails, items and counters together, and the next step's job.
import { sql } from 'kysely';
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import type { AccountId, AuthorizationId, RelinkBatchId, SessionId } from '#kernel/id.ts';
import type { HostedProblem } from './hosted_relink.ts';
import { enqueueWork, findBatch } from './relink_batch.ts';
import { type JudgedCandidate, judge } from './relink_candidates.ts';
import { type HostedOrigin, requestRelink } from './request_relink.ts';

/** Few enough that others who wait for one of these links hardly notice. */
const STEP_MAX = 25;

/** What became of one account. */
type Outcome = { account: AccountId } & (
  | { state: 'requested'; session: SessionId; reason: null }
  | { state: 'refused'; session: null; reason: string }
);

/** One step. A killed process leaves nothing of it behind, and the job comes back. */
export async function workBatch(context: Context, id: RelinkBatchId): Promise<void> {
  const batch = await findBatch(context, id);
  if (batch?.state !== 'running') return;
  const waiting = await nextItems(context, id);
  const judged = await judge(context, waiting);
  await lockInOrder(context, judged);
  const problems = new Map(judged.map(({ candidate, problem }) => [candidate.id, problem]));
  const outcomes: Outcome[] = [];
  for (const account of waiting) outcomes.push(await ask(context, batch, account, problems.get(account) ?? null));
  await writeOutcomes(context, id, outcomes);
  if (await anyWaiting(context, id)) await enqueueWork(context, id);
  else await finish(context, id);
}

/** Held until the end, so that a second worker who took this job for lost finds them decided. */
async function nextItems(context: Context, batch: RelinkBatchId): Promise<AccountId[]> {
  const rows = await context.trx
    .selectFrom('relink_batch_items')
    .select('account')
    .where('batch', '=', batch)
    .where('state', '=', sql.lit('waiting'))
    .orderBy('position')
    .limit(STEP_MAX)
    .forUpdate()
    .execute();
  return rows.map(({ account }) => account);
}

/** All authorizations before the first session: the one order of locks. */
async function lockInOrder(context: Context, judged: readonly JudgedCandidate[]): Promise<void> {
  const eligible = judged.filter(({ problem }) => problem === null);
  if (eligible.length === 0) return;
  const ids = eligible.map(({ candidate }) => candidate.authorization_id);
  await context.trx
    .selectFrom('authorizations')
    .select('id')
    .where('id', '=', sql<AuthorizationId>`any(${ids}::text[])`)
    .orderBy('id')
    .forUpdate()
    .execute();
}

/** Who is refused at a look is refused; who is not is judged again under the lock. */
async function ask(
  context: Context,
  batch: Row<'relink_batches'>,
  account: AccountId,
  problem: HostedProblem | null,
): Promise<Outcome> {
  const origin: HostedOrigin = {
    delivery_method: 'email',
    source: batch.source,
    requested_by: batch.requested_by,
    batch: batch.id,
  };
  const made = problem ?? (await requestRelink(context, account, origin));
  if ('type' in made) return { account, state: 'refused', session: null, reason: made.type };
  return { account, state: 'requested', session: made.session.id, reason: null };
}

async function writeOutcomes(context: Context, batch: RelinkBatchId, outcomes: readonly Outcome[]): Promise<void> {
  if (outcomes.length === 0) return;
  const column = (name: keyof Outcome) => outcomes.map((outcome) => outcome[name]);
  await sql`
    update relink_batch_items item set state = told.state, reason = told.reason, session = told.session
    from unnest(${column('account')}::text[], ${column('state')}::text[], ${column('reason')}::text[], ${column('session')}::text[])
      as told (account, state, reason, session)
    where item.batch = ${batch} and item.account = told.account`.execute(context.trx);
  const requested = outcomes.filter(({ state }) => state === 'requested').length;
  const refused = outcomes.length - requested;
  // Whoever reads the progress sees it grow; the row is locked by this statement only, at the end of the step.
  await context.trx
    .updateTable('relink_batches')
    .set((set) => ({ requested: set('requested', '+', requested), refused: set('refused', '+', refused) }))
    .where('id', '=', batch)
    .execute();
}

async function anyWaiting(context: Context, batch: RelinkBatchId): Promise<boolean> {
  const row = await context.trx
    .selectFrom('relink_batch_items')
    .select('position')
    .where('batch', '=', batch)
    .where('state', '=', sql.lit('waiting'))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** A batch that was stopped meanwhile stays so. */
async function finish(context: Context, batch: RelinkBatchId): Promise<void> {
  await context.trx
    .updateTable('relink_batches')
    .set({ state: 'done', finished_at: context.clock.now() })
    .where('id', '=', batch)
    .where('state', '=', 'running')
    .execute();
}
