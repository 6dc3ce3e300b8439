// One request to write to many customers: previewed, started, stopped and read. Worked off by relink_batch_work.ts.
//
// previewRequest(context, ids) -> who would be written to and who not, by the one rule
// startBatch(context, request) -> the batch, or why not; the same request_key is the same batch
// stopBatch(context, id)       -> the batch, which writes to nobody from then on; null where there is none
// findBatch(context, id), refusalCounts(context, id)
import { sql } from 'kysely';
import { json } from '#database/json.ts';
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { enqueue } from '#jobs/enqueue.ts';
import { type AccountId, type MemberId, newId, type RelinkBatchId } from '#kernel/id.ts';
import { HOSTED_PROBLEMS, type HostedProblemType } from './hosted_relink.ts';
import { judge } from './relink_candidates.ts';

/** The job that works off a batch, a step at a time. Payload `{batch}`. */
export const WORK_BATCH = 'relink.batch';

/** As many accounts as one request may name. */
export const BATCH_MAX = 10_000;

export interface NewBatch {
  source: Row<'relink_batches'>['source'];
  requested_by: MemberId | null;
  /** Made once per press of the button. */
  request_key: string;
  /** In any order, also with repetitions; ids of others and unknown ones are left out. */
  accounts: readonly AccountId[];
  /** What was asked for, kept to be read later. */
  selection?: Record<string, unknown>;
}

export type BatchProblem = 'no_accounts' | 'too_many_accounts';

export interface RequestPreview {
  selected: number;
  /** Newest first, as are the refused. */
  eligible: AccountId[];
  /** How many customers the eligible ones belong to. */
  customers: number;
  /** In the order of HOSTED_PROBLEMS; only reasons that occur. */
  refused: { reason: HostedProblemType; accounts: AccountId[] }[];
}

/** At most BATCH_MAX ids, in any order; ids of others and unknown ones are left out. Nothing is locked or changed. */
export async function previewRequest(context: Context, ids: readonly AccountId[]): Promise<RequestPreview> {
  const judged = (await judge(context, [...new Set(ids)])).sort(
    (one, other) => other.candidate.sequence - one.candidate.sequence,
  );
  const idsWith = (reason: HostedProblemType | null) =>
    judged.filter(({ problem }) => (problem?.type ?? null) === reason).map(({ candidate }) => candidate.id);
  const refused = HOSTED_PROBLEMS.map((reason) => ({ reason, accounts: idsWith(reason) }));
  return {
    selected: judged.length,
    eligible: idsWith(null),
    customers: new Set(judged.flatMap(({ candidate, problem }) => (problem === null ? [candidate.holder?.id] : [])))
      .size,
    refused: refused.filter(({ accounts }) => accounts.length > 0),
  };
}

export async function startBatch(context: Context, request: NewBatch): Promise<Row<'relink_batches'> | BatchProblem> {
  const same = await batchOfKey(context, request.request_key);
  if (same !== null) return same;
  const ids = [...new Set(request.accounts)];
  if (ids.length > BATCH_MAX) return 'too_many_accounts';
  const own = await ownAccounts(context, ids);
  if (own.length === 0) return 'no_accounts';
  const batch = await writeBatch(context, request, own.length);
  // Somebody else asked with the same key at the same moment, and has committed by now.
  if (batch === null) return (await batchOfKey(context, request.request_key))!;
  await writeItems(context, batch.id, own);
  await enqueueWork(context, batch.id);
  return batch;
}

/** What has been asked for stays so; who waits is not written to. One step may be under way and ends first. */
export async function stopBatch(context: Context, id: string): Promise<Row<'relink_batches'> | null> {
  const batch = await findBatch(context, id);
  if (batch?.state !== 'running') return batch;
  await context.trx
    .updateTable('relink_batches')
    .set({ state: 'stopped', finished_at: context.clock.now() })
    .where('id', '=', batch.id)
    .where('state', '=', 'running')
    .execute();
  return await findBatch(context, id);
}

export async function findBatch(context: Context, id: string): Promise<Row<'relink_batches'> | null> {
  const row = await context.trx
    .selectFrom('relink_batches')
    .selectAll()
    .where('id', '=', id as RelinkBatchId)
    .where('merchant', '=', context.merchant.id)
    .where('livemode', '=', context.livemode)
    .executeTakeFirst();
  return row ?? null;
}

/** How many were left out and why, in the order of HOSTED_PROBLEMS. */
export async function refusalCounts(
  context: Context,
  batch: RelinkBatchId,
): Promise<{ reason: HostedProblemType; count: number }[]> {
  const rows = await context.trx
    .selectFrom('relink_batch_items')
    .select(['reason', ({ fn }) => fn.countAll<number>().as('count')])
    .where('batch', '=', batch)
    .where('state', '=', 'refused')
    .groupBy('reason')
    .execute();
  return HOSTED_PROBLEMS.flatMap((reason) => {
    const count = Number(rows.find((row) => row.reason === reason)?.count ?? 0);
    return count === 0 ? [] : [{ reason, count }];
  });
}

/** The batch's next step. */
export async function enqueueWork(context: Context, batch: RelinkBatchId): Promise<void> {
  const now = context.clock.now();
  await enqueue(context.trx, {
    kind: WORK_BATCH,
    payload: { batch },
    due_at: now,
    // Protocol work: each account's rule looks at its own customer's clock.
    test_clock: null,
    unique_key: batch,
    created: now,
  });
}

async function batchOfKey(context: Context, key: string): Promise<Row<'relink_batches'> | null> {
  const row = await context.trx
    .selectFrom('relink_batches')
    .selectAll()
    .where('merchant', '=', context.merchant.id)
    .where('livemode', '=', context.livemode)
    .where('request_key', '=', key)
    .executeTakeFirst();
  return row ?? null;
}

/** In the order of their authorizations, which is the order of locks. */
async function ownAccounts(context: Context, ids: readonly AccountId[]): Promise<AccountId[]> {
  const rows = await context.trx
    .selectFrom('accounts')
    .select('id')
    .where('id', '=', sql<AccountId>`any(${ids}::text[])`)
    .where('merchant', '=', context.merchant.id)
    .where('livemode', '=', context.livemode)
    .orderBy('authorization_id')
    .orderBy('sequence')
    .execute();
  return rows.map(({ id }) => id);
}

async function writeBatch(context: Context, request: NewBatch, total: number): Promise<Row<'relink_batches'> | null> {
  const row = await context.trx
    .insertInto('relink_batches')
    .values({
      id: newId('rlb', context.random),
      merchant: context.merchant.id,
      livemode: context.livemode,
      source: request.source,
      requested_by: request.requested_by,
      request_key: request.request_key,
      selection: json(request.selection ?? {}),
      state: 'running',
      total,
      created: context.clock.now(),
      finished_at: null,
    })
    .onConflict((conflict) => conflict.columns(['merchant', 'livemode', 'request_key']).doNothing())
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

async function writeItems(context: Context, batch: RelinkBatchId, accounts: readonly AccountId[]): Promise<void> {
  await sql`
    insert into relink_batch_items (batch, position, account, state)
    select ${batch}, listed.position, listed.account, 'waiting'
    from unnest(${accounts}::text[]) with ordinality as listed (account, position)`.execute(context.trx);
}
