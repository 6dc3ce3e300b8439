// Waits for a job that a request has just committed, so that the answer can tell what came of it.
import { EventEmitter, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '#database/open.ts';

const FIRST_POLL_MS = 10;
const POLL_MS_MAX = 100;

export type JobEnd = { state: 'done' } | { state: 'failed'; error: string | null } | { state: 'late' };

/** Of the jobs that this process ran: an event by the job's id at each one's end. */
const ends = new WeakMap<Database, EventEmitter>();

/** Has whoever waits for the job in this process look again: its run is over, and committed if it did anything. */
export function tellEnd(database: Database, job: number): void {
  ends.get(database)?.emit(String(job));
}

/** Polls, because another process may run the job; `late` means that it goes on without us. */
export async function waitForJob(database: Database, job: number, timeout_ms: number): Promise<JobEnd> {
  const end = performance.now() + timeout_ms;
  let pause = FIRST_POLL_MS;
  while (performance.now() < end) {
    const waiting = new AbortController();
    // Begun before the look, so that an end between the two is not missed.
    const pausing = Promise.race([
      told(database, job, waiting.signal),
      delay(pause, undefined, { signal: waiting.signal }),
    ]);
    try {
      const row = await database.kysely
        .selectFrom('jobs')
        .select(['state', 'error'])
        .where('id', '=', job)
        .executeTakeFirst();
      if (row === undefined || row.state === 'done') return { state: 'done' };
      if (row.state === 'failed') return { state: 'failed', error: row.error };
      await pausing;
    } finally {
      pausing.catch(() => {});
      waiting.abort();
    }
    pause = Math.min(pause * 2, POLL_MS_MAX);
  }
  return { state: 'late' };
}

async function told(database: Database, job: number, signal: AbortSignal): Promise<void> {
  const emitter = ends.get(database) ?? new EventEmitter().setMaxListeners(0);
  ends.set(database, emitter);
  await once(emitter, String(job), { signal });
}
