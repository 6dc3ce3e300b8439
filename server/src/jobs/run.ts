// Runs one claimed job: first the network, then one transaction with its effects and its end; renews the lease meanwhile.
import type { Logger } from 'pino';
import type { Database } from '#database/open.ts';
import type { Transaction } from '#database/schema.ts';
import type { Clock } from '#kernel/clock.ts';
import { ATTEMPTS_MAX } from './backoff.ts';
import { type ClaimedJob, RENEW_MS, renewLease } from './claim.ts';
import { complete, fail, JobDeferred } from './settle.ts';
import { tellEnd } from './wait.ts';

export type Effects = (trx: Transaction) => Promise<void>;

/** First the network, then the returned function: its writes and the job's end commit together. */
export type Handler = (job: ClaimedJob) => Promise<Effects>;

export interface JobKind {
  run: Handler;
  /** Tries before it is given up; the platform's own patience where it does not say. */
  attempts_max?: number;
  /** Writes what giving up entails. */
  given_up?: (job: ClaimedJob) => Effects;
}

export type JobKinds = Record<string, JobKind>;

export interface JobWorld {
  database: Database;
  clock: Clock;
  log: Logger;
  kinds: JobKinds;
}

/** What a job may be about. Its payload also holds what people typed, so nothing else of it is logged. */
const ABOUT = [
  'authorization',
  'account',
  'visit',
  'session',
  'clock',
  'event',
  'institution',
  'consent',
  'batch',
  'mail',
  'entry',
];

function about({ payload }: ClaimedJob): Record<string, unknown> {
  return Object.fromEntries(ABOUT.flatMap((name) => (payload[name] == null ? [] : [[name, payload[name]]])));
}

/** Returns whether the job was done. A lost lease or a failed transaction leaves no effects behind. Never throws. */
export async function runJob(world: JobWorld, job: ClaimedJob): Promise<boolean> {
  const { database, clock, log } = world;
  const kind = world.kinds[job.kind];
  const renewing = setInterval(() => {
    renewLease(database, clock, job).catch((error: unknown) =>
      log.warn({ job: job.id, error: String(error) }, 'a lease was not renewed'),
    );
  }, RENEW_MS);
  try {
    if (kind === undefined) throw new Error(`no handler for jobs of kind ${job.kind}`);
    const effects = await kind.run(job);
    await database.transact(async (trx) => {
      await effects(trx);
      // Last, because effects lock links before jobs, as everybody else does.
      if (!(await complete(trx, job, clock))) throw new Error('the lease was lost to another process');
    });
    return true;
  } catch (error) {
    await giveBack(world, job, kind ?? null, error);
    return false;
  } finally {
    clearInterval(renewing);
    tellEnd(database, job.id);
  }
}

/** When even this fails, the lease runs out and the job comes back by itself. */
async function giveBack(
  { database, clock, log }: JobWorld,
  job: ClaimedJob,
  kind: JobKind | null,
  error: unknown,
): Promise<void> {
  const line = { job: job.id, kind: job.kind, ...about(job), attempt: job.attempts };
  if (error instanceof JobDeferred) log.debug({ ...line, until: error.until }, 'a job waits');
  else log.warn({ ...line, error: String(error) }, 'a job failed');
  const attempts_max = kind?.attempts_max ?? ATTEMPTS_MAX;
  const given_up = kind?.given_up?.(job) ?? null;
  await fail(database, job, clock, { error, attempts_max, given_up }).catch((failing: unknown) =>
    log.error({ ...line, error: String(failing) }, 'a failed job could not be put back'),
  );
}
