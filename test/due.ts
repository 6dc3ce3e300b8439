// Wakes the workers after a test has moved their clock: a clock says nothing by itself, and they look at it once a second.
import type { Database } from '../server/src/database/open.ts';
import { kindChannel } from '../server/src/jobs/enqueue.ts';

/** Those whose jobs in real time are due at `now`. */
export async function wakeDue(database: Database, now: Date): Promise<void> {
  const due = database.kysely
    .selectFrom('jobs')
    .select('kind')
    .distinct()
    .where('state', '=', 'waiting')
    .where('test_clock', 'is', null)
    .where('due_at', '<=', now);
  for (const { kind } of await due.execute()) await database.notify(null, kindChannel(kind));
}
