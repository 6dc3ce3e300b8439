// Takes due jobs off the table under a lease that a living process renews, so that a dead one's jobs come back.
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '#database/open.ts';
import type { Row, Transaction } from '#database/schema.ts';
import { after, type Clock, SECOND_MS } from '#kernel/clock.ts';
import type { TestClockId } from '#kernel/id.ts';

/** Short enough that a crash is forgotten soon; whoever runs a job renews it three times as often. */
const LEASE_MS = 30 * SECOND_MS;
export const RENEW_MS = 10 * SECOND_MS;
const RECOVER_MAX = 100;

export type ClaimedJob = Pick<Row<'jobs'>, 'id' | 'kind' | 'payload' | 'test_clock' | 'due_at' | 'attempts'>;

const CLAIMED = ['id', 'kind', 'payload', 'test_clock', 'due_at', 'attempts'] as const;

/** Which kinds a worker takes: only these, or all but these. */
export type Lane = { only: readonly string[] } | { except: readonly string[] };

/** What one claim is for. */
export interface Claim {
  lane: Lane;
  limit: number;
  /** Institutions that have their share of the lane already. */
  busy_banks: readonly string[];
  /** Whether test clocks are looked at, too: whoever makes a job on one wakes the workers for it. */
  clocks: boolean;
}

/**
 * Up to `limit` jobs that are due on real time, or on a test clock that stands still at or after their due time; oldest first.
 * Jobs of one clock run one after the other, over all lanes, because a warning that a check overtakes is a warning lost. A job
 * that waits for its next try lets later ones pass.
 */
export async function claimDue(database: Database, clock: Clock, claim: Claim): Promise<ClaimedJob[]> {
  const now = clock.now();
  const { limit } = claim;
  return await database.transact(async (trx) => {
    const mine = fits(claim, sql.table('jobs'));
    const ready = sql<boolean>`due_at <= ${now} and (not_before is null or not_before <= ${now})`;
    const real = await claimWhere(trx, now, limit, sql<boolean>`test_clock is null and ${ready} and ${mine}`);
    if (real.length === limit || !claim.clocks) return real;
    const ids = await dueOnClocks(trx, now, { ...claim, limit: limit - real.length });
    if (ids.length === 0) return real;
    return [...real, ...(await claimWhere(trx, now, ids.length, sql<boolean>`id = any(${ids}::bigint[])`))];
  });
}

function fits({ lane, busy_banks }: Claim, job: RawBuilder<unknown>): RawBuilder<boolean> {
  const kinds = 'only' in lane ? lane.only : lane.except;
  const mine = sql<boolean>`(${job}.kind = any(${kinds as string[]}::text[])) = ${'only' in lane}`;
  if (busy_banks.length === 0) return mine;
  return sql<boolean>`${mine} and coalesce(${job}.payload->>'institution', '') <> all(${busy_banks as string[]}::text[])`;
}

/** Starts from the clocks and looks at the first due job of each, so that what is planned for later costs nothing. */
async function dueOnClocks(trx: Transaction, now: Date, claim: Claim): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select first.id from test_clocks c
    cross join lateral (
      select id, kind, due_at, payload from jobs
      where test_clock = c.id and state = 'waiting' and due_at <= c.frozen_time
        and (not_before is null or not_before <= ${now})
      order by due_at, id limit 1
    ) first
    where c.status = 'ready' and c.deleted_at is null and ${fits(claim, sql.table('first'))}
      and not exists (select 1 from jobs other where other.test_clock = c.id and other.state = 'running')
    order by first.due_at, first.id limit ${claim.limit}`.execute(trx);
  return rows.map(({ id }) => id);
}

/**
 * The next job on a clock that is due at or before `target`, claimed; null when none waits. A try that failed is repeated
 * without its pause, because the clock waits.
 */
export async function claimNextOnClock(
  database: Database,
  clock: Clock,
  on: { test_clock: TestClockId; target: Date },
): Promise<ClaimedJob | null> {
  const now = clock.now();
  const claimed = await database.transact((trx) =>
    claimWhere(trx, now, 1, sql<boolean>`test_clock = ${on.test_clock} and due_at <= ${on.target}`),
  );
  return claimed[0] ?? null;
}

/** Whether a job on the clock is still being run by somebody; leases of dead processes run out first. */
export async function runsOnClock(database: Database, clock: Clock, testClock: TestClockId): Promise<boolean> {
  return await database.transact(async (trx) => {
    await recover(trx, clock.now());
    const row = await trx
      .selectFrom('jobs')
      .select('id')
      .where('test_clock', '=', testClock)
      .where('state', '=', 'running')
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  });
}

/** Renews the lease. False when the job is no longer ours. */
export async function renewLease(database: Database, clock: Clock, job: ClaimedJob): Promise<boolean> {
  const result = await database.kysely
    .updateTable('jobs')
    .set({ lease_until: after(clock.now(), LEASE_MS) })
    .where('id', '=', job.id)
    .where('attempts', '=', job.attempts)
    .where('state', '=', 'running')
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Puts jobs of dead processes back, unless the same work was asked for anew meanwhile. */
export async function recoverDead(database: Database, now: Date): Promise<void> {
  await database.transact((trx) => recover(trx, now));
}

async function recover(trx: Transaction, now: Date): Promise<void> {
  await sql`
    with dead as (
      select id, kind, unique_key from jobs where state = 'running' and lease_until <= ${now}
      order by lease_until limit ${sql.lit(RECOVER_MAX)} for update skip locked
    ), ranked as (
      select *, row_number() over (partition by kind, coalesce(unique_key, id::text) order by id desc) as rank from dead
    ), judged as (
      select ranked.id, ranked.rank > 1 or exists (
        select 1 from jobs twin
        where twin.kind = ranked.kind and twin.unique_key = ranked.unique_key and twin.state = 'waiting'
      ) as superseded from ranked
    )
    update jobs set
      lease_until = null,
      state = case when superseded then 'failed' else 'waiting' end,
      finished_at = case when superseded then ${now}::timestamptz end,
      error = case when superseded then 'superseded' else jobs.error end
    from judged where jobs.id = judged.id`.execute(trx);
}

/** Ends every lease at once: for the start of the only process there can be, whose predecessor was killed. */
export async function endLeases(database: Database, clock: Clock): Promise<void> {
  const now = clock.now();
  await database.kysely.updateTable('jobs').set({ lease_until: now }).where('state', '=', 'running').execute();
}

async function claimWhere(trx: Transaction, now: Date, limit: number, due: RawBuilder<boolean>): Promise<ClaimedJob[]> {
  const ids = await trx
    .selectFrom('jobs')
    .select('id')
    .where('state', '=', sql.lit('waiting'))
    .where(due)
    .orderBy('due_at')
    .orderBy('id')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
  if (ids.length === 0) return [];
  const rows = await trx
    .updateTable('jobs')
    .set((set) => ({ state: 'running', lease_until: after(now, LEASE_MS), attempts: set('attempts', '+', 1) }))
    .where(
      'id',
      'in',
      ids.map((row) => row.id),
    )
    .returning([...CLAIMED])
    .execute();
  return rows.sort((left, right) => left.due_at.getTime() - right.due_at.getTime() || left.id - right.id);
}
