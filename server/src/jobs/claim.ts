// Takes due jobs off the table under a lease, so that a dead process's jobs come back.
import { sql } from 'kysely';
import type { Database } from '#database/open.ts';
import type { Row, Transaction } from '#database/schema.ts';
import { after, type Clock, MINUTE_MS } from '#kernel/clock.ts';
import type { TestClockId } from '#kernel/id.ts';

/** Longer than any job's network time together, shorter than anybody's patience. */
const LEASE_MS = 2 * MINUTE_MS;

export type ClaimedJob = Pick<Row<'jobs'>, 'id' | 'kind' | 'payload' | 'test_clock' | 'due_at' | 'attempts'>;

const CLAIMED = ['id', 'kind', 'payload', 'test_clock', 'due_at', 'attempts'] as const;

/**
 * Up to `limit` jobs that are due on real time, or on a test clock that stands still at or after their due time; oldest first.
 * Jobs of one clock run one after the other, as what they stand for happens in that order; one that has failed before lets the
 * later ones pass until its next try.
 */
export async function claimDue(database: Database, clock: Clock, limit: number): Promise<ClaimedJob[]> {
  const now = clock.now();
  return await database.transact(async (trx) => {
    const real = await claimWhere(trx, now, limit, sql<boolean>`test_clock is null and due_at <= ${now}`);
    const room = limit - real.length;
    if (room <= 0) return real;
    const virtual = await claimWhere(
      trx,
      now,
      room,
      sql<boolean>`test_clock is not null and exists (
        select 1 from test_clocks c where c.id = jobs.test_clock and c.status = 'ready' and jobs.due_at <= c.frozen_time)
        and not exists (
        select 1 from jobs earlier where earlier.test_clock = jobs.test_clock and earlier.state = 'waiting'
        and (earlier.due_at, earlier.id) < (jobs.due_at, jobs.id)
        and (earlier.lease_until is null or (earlier.lease_until > ${now} and earlier.error is null)))`,
    );
    return [...real, ...virtual];
  });
}

/** The next job on a clock that is due at or before `target`, claimed; null when none is left. */
export async function claimNextOnClock(
  database: Database,
  clock: Clock,
  testClock: TestClockId,
  target: Date,
): Promise<ClaimedJob | null> {
  const now = clock.now();
  const claimed = await database.transact((trx) =>
    claimWhere(trx, now, 1, sql<boolean>`test_clock = ${testClock} and due_at <= ${target}`),
  );
  return claimed[0] ?? null;
}

async function claimWhere(
  trx: Transaction,
  now: Date,
  limit: number,
  due: ReturnType<typeof sql<boolean>>,
): Promise<ClaimedJob[]> {
  const ids = await trx
    .selectFrom('jobs')
    .select('id')
    .where('state', '=', sql.lit('waiting'))
    .where(due)
    .where((is) => is.or([is('lease_until', 'is', null), is('lease_until', '<', now)]))
    .orderBy('due_at')
    .orderBy('id')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
  if (ids.length === 0) return [];
  const rows = await trx
    .updateTable('jobs')
    .set((set) => ({ lease_until: after(now, LEASE_MS), attempts: set('attempts', '+', 1) }))
    .where(
      'id',
      'in',
      ids.map((row) => row.id),
    )
    .returning([...CLAIMED])
    .execute();
  return rows.sort((left, right) => left.due_at.getTime() - right.due_at.getTime() || left.id - right.id);
}

/** Keeps a long job ours. */
export async function extendLease(database: Database, job: ClaimedJob, clock: Clock): Promise<void> {
  await database.kysely
    .updateTable('jobs')
    .set({ lease_until: after(clock.now(), LEASE_MS) })
    .where('id', '=', job.id)
    .where('attempts', '=', job.attempts)
    .execute();
}
