// Ends a claimed job: done inside the transaction of its effects, or put back with a wait, or given up.
import type { Database } from '#database/open.ts';
import type { Transaction } from '#database/schema.ts';
import { after, type Clock } from '#kernel/clock.ts';
import { waitAfter } from './backoff.ts';
import type { ClaimedJob } from './claim.ts';

export const JOBS_DONE_CHANNEL = 'relink_jobs_done';
const ERROR_LENGTH_MAX = 2000;

/** Thrown by a handler for an outcome that no retry can change; the message is kept on the job for whoever waits for it. */
export class JobRefused extends Error {
  override readonly name = 'JobRefused';
}

/** Marks the job done. False when another process took it over meanwhile: then the effects must not commit. */
export async function complete(trx: Transaction, job: ClaimedJob, clock: Clock): Promise<boolean> {
  const result = await trx
    .updateTable('jobs')
    .set({ state: 'done', lease_until: null, finished_at: clock.now() })
    .where('id', '=', job.id)
    .where('attempts', '=', job.attempts)
    .where('state', '=', 'waiting')
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Puts a failed job back, later each time, or gives it up. Due times on a test clock stay: its time does not pass by itself. */
export async function failed(database: Database, job: ClaimedJob, clock: Clock, error: unknown): Promise<void> {
  const wait = error instanceof JobRefused ? null : waitAfter(job.attempts);
  const text = (error instanceof Error ? error.message : String(error)).slice(0, ERROR_LENGTH_MAX);
  const now = clock.now();
  await database.transact(async (trx) => {
    const update = trx.updateTable('jobs').where('id', '=', job.id).where('attempts', '=', job.attempts);
    if (wait === null)
      await update.set({ state: 'failed', lease_until: null, finished_at: now, error: text }).execute();
    else await update.set({ lease_until: after(now, wait), error: text }).execute();
  });
}
