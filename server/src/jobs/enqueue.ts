// Puts a job on the table inside the caller's transaction, so that it exists if and only if its cause does.
import { sql } from 'kysely';
import { json } from '#database/json.ts';
import type { Transaction } from '#database/schema.ts';
import { notify } from '#database/transact.ts';
import type { TestClockId } from '#kernel/id.ts';

/** Wakes every worker, to look at test clocks, too. */
export const JOBS_CHANNEL = 'relink_jobs';

export interface NewJob {
  kind: string;
  payload: Record<string, unknown>;
  due_at: Date;
  /** On whose time it falls due; null means real time. */
  test_clock: TestClockId | null;
  /** At most one waiting job per kind and key: a second request only moves it earlier. One that runs already does not count. */
  unique_key?: string;
  /** Real time of the request. */
  created: Date;
}

/** Returns the id of the new job, or of the waiting one with the same `unique_key`. */
export async function enqueue(trx: Transaction, job: NewJob): Promise<number> {
  const [id] = await enqueueAll(trx, [job]);
  return id!;
}

/** Several at once, no two of them with the same kind and `unique_key`. Returns their ids. */
export async function enqueueAll(trx: Transaction, jobs: readonly NewJob[]): Promise<number[]> {
  if (jobs.length === 0) return [];
  const rows = await trx
    .insertInto('jobs')
    .values(jobs.map(rowOf))
    .onConflict((conflict) =>
      conflict
        .columns(['kind', 'unique_key'])
        .where('state', '=', sql.lit('waiting'))
        .where('unique_key', 'is not', null)
        // A fresh request starts afresh, whatever befell the one that it joins.
        .doUpdateSet({
          due_at: sql`least(jobs.due_at, excluded.due_at)`,
          payload: sql`excluded.payload`,
          attempts: 0,
          not_before: null,
        }),
    )
    .returning('id')
    .execute();
  for (const job of jobs) wakeWorkers(trx, job);
  return rows.map(({ id }) => id);
}

function rowOf(job: NewJob) {
  return {
    kind: job.kind,
    payload: json(job.payload),
    unique_key: job.unique_key ?? null,
    test_clock: job.test_clock,
    due_at: job.due_at,
    created: job.created,
    not_before: null,
    lease_until: null,
    error: null,
    finished_at: null,
  };
}

/** Only the clock knows whether a job on it is due. Later ones in real time are found by looking, not by being told of today. */
function wakeWorkers(trx: Transaction, job: NewJob): void {
  if (job.test_clock !== null) notify(trx, JOBS_CHANNEL);
  else if (job.due_at <= job.created) notify(trx, kindChannel(job.kind));
}

/** Wakes the workers of a kind. */
export function kindChannel(kind: string): string {
  return `${JOBS_CHANNEL}.${kind}`;
}

/** Removes waiting jobs of a kind and key, when what they were for no longer stands. */
export async function cancelJobs(trx: Transaction, kind: string, uniqueKey: string): Promise<void> {
  await trx
    .deleteFrom('jobs')
    .where('kind', '=', kind)
    .where('unique_key', '=', uniqueKey)
    .where('state', '=', 'waiting')
    .execute();
}

/** The job of a kind and key that waits or runs right now, or null. */
export async function jobUnderWay(trx: Transaction, kind: string, uniqueKey: string): Promise<number | null> {
  const row = await trx
    .selectFrom('jobs')
    .select('id')
    .where('kind', '=', kind)
    .where('unique_key', '=', uniqueKey)
    .where('state', 'in', ['waiting', 'running'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? null;
}
