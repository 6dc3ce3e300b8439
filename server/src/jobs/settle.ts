// Ends a claimed job: done with its effects, put back with a wait, or given up with what that entails.
import type { Database } from '#database/open.ts';
import type { Transaction } from '#database/schema.ts';
import { notify } from '#database/transact.ts';
import { after, type Clock } from '#kernel/clock.ts';
import { redact } from '#kernel/redact.ts';
import { waitAfter } from './backoff.ts';
import type { ClaimedJob } from './claim.ts';
import { JOBS_CHANNEL } from './enqueue.ts';

const ERROR_LENGTH_MAX = 2000;

/** Thrown by a handler for an outcome that no retry can change; the message is kept on the job for whoever waits for it. */
export class JobRefused extends Error {
  override readonly name = 'JobRefused';
}

/** Thrown by a handler whose work cannot be done before `until`; it is no try, so waiting gives nothing up. */
export class JobDeferred extends Error {
  override readonly name = 'JobDeferred';
  readonly until: Date;

  constructor(until: Date, message: string) {
    super(message);
    this.until = until;
  }
}

/** Marks the job done. False when another process took it over meanwhile: then the effects must not commit. */
export async function complete(trx: Transaction, job: ClaimedJob, clock: Clock): Promise<boolean> {
  const result = await trx
    .updateTable('jobs')
    .set({ state: 'done', lease_until: null, finished_at: clock.now() })
    .where('id', '=', job.id)
    .where('attempts', '=', job.attempts)
    .where('state', '=', 'running')
    .executeTakeFirst();
  wakeNextOnClock(trx, job);
  return result.numUpdatedRows === 1n;
}

/** The next job of the same clock may belong to another lane or process. */
function wakeNextOnClock(trx: Transaction, job: ClaimedJob): void {
  if (job.test_clock !== null) notify(trx, JOBS_CHANNEL);
}

export interface Failure {
  error: unknown;
  attempts_max: number;
  /** What giving up entails, committed together with it. */
  given_up: ((trx: Transaction) => Promise<void>) | null;
}

/** Puts a failed job back with a pause, or gives it up when it was refused, tried too often, or asked for anew meanwhile. */
export async function fail(database: Database, job: ClaimedJob, clock: Clock, failure: Failure): Promise<void> {
  const { error } = failure;
  const text = redact(error instanceof Error ? error.message : String(error)).slice(0, ERROR_LENGTH_MAX);
  const deferred = error instanceof JobDeferred;
  const over = error instanceof JobRefused || (!deferred && job.attempts >= failure.attempts_max);
  const now = clock.now();
  await database.transact(async (trx) => {
    wakeNextOnClock(trx, job);
    if (over) await failure.given_up?.(trx);
    const renewed = over || (await askedAnew(trx, job));
    await trx
      .updateTable('jobs')
      .set(
        renewed
          ? { state: 'failed', lease_until: null, finished_at: now, error: text }
          : {
              state: 'waiting',
              lease_until: null,
              not_before: deferred ? error.until : after(now, waitAfter(job.attempts)),
              attempts: deferred ? job.attempts - 1 : job.attempts,
              error: text,
            },
      )
      .where('id', '=', job.id)
      .where('attempts', '=', job.attempts)
      .where('state', '=', 'running')
      .execute();
  });
}

/** Two waiting jobs may not share a key: the newer request stands for both. */
async function askedAnew(trx: Transaction, job: ClaimedJob): Promise<boolean> {
  const twin = await trx
    .selectFrom('jobs as mine')
    .innerJoin('jobs as twin', (join) =>
      join.onRef('twin.kind', '=', 'mine.kind').onRef('twin.unique_key', '=', 'mine.unique_key'),
    )
    .select('twin.id')
    .where('mine.id', '=', job.id)
    .where('twin.state', '=', 'waiting')
    .limit(1)
    .executeTakeFirst();
  return twin !== undefined;
}
