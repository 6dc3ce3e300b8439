// Waits for a job that a request has just committed, so that the answer can tell what came of it.
import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '#database/open.ts';

const FIRST_POLL_MS = 5;
const POLL_MS_MAX = 100;

export type JobEnd = { state: 'done' } | { state: 'failed'; error: string | null } | { state: 'late' };

/** Polls, because a wake-up between processes may get lost; `late` means that the job goes on without us. */
export async function waitForJob(database: Database, job: number, timeout_ms: number): Promise<JobEnd> {
  const end = performance.now() + timeout_ms;
  let pause = FIRST_POLL_MS;
  while (performance.now() < end) {
    const row = await database.kysely
      .selectFrom('jobs')
      .select(['state', 'error'])
      .where('id', '=', job)
      .executeTakeFirst();
    if (row === undefined || row.state === 'done') return { state: 'done' };
    if (row.state === 'failed') return { state: 'failed', error: row.error };
    await delay(pause);
    pause = Math.min(pause * 2, POLL_MS_MAX);
  }
  return { state: 'late' };
}
