// Advances a test clock: tells the bank the time and runs what falls due, one job after another in the order of their dates.
import type { Row } from '#database/schema.ts';
import { clockFailed, clockReady } from '#domain/customers/test_clock.ts';
import { type ClaimedJob, claimNextOnClock, extendLease } from '#jobs/claim.ts';
import { runJob, type WorkerOptions } from '#jobs/work.ts';
import type { TestClockId } from '#kernel/id.ts';
import { asOwner, counterAt, type Desk, tellTime } from './desk.ts';
import type { Effects } from './visit_steps.ts';

/** More steps than any real advance has; past it the clock fails rather than the process hanging. */
const STEPS_MAX = 20_000;

export async function advanceClock(
  desk: Desk,
  worker: WorkerOptions,
  job: ClaimedJob,
  id: TestClockId,
): Promise<Effects> {
  const clock = await desk.database.kysely
    .selectFrom('test_clocks')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  if (clock?.status !== 'advancing' || clock.target_time === null) return async () => {};
  const target = clock.target_time;
  const owner = { merchant: clock.merchant, livemode: false };
  let time = clock.frozen_time;
  for (let step = 0; ; step += 1) {
    if (step === STEPS_MAX) return (trx) => asOwner(desk, trx, owner, (context) => clockFailed(context, id));
    const due = await claimNextOnClock(desk.database, desk.clock, id, target);
    if (due === null) break;
    if (due.due_at > time) {
      time = due.due_at;
      await moveTo(desk, clock, time);
    }
    await runJob(worker, due);
    await extendLease(desk.database, job, desk.clock);
  }
  await moveTo(desk, clock, target);
  return (trx) => asOwner(desk, trx, owner, async (context) => void (await clockReady(context, id)));
}

async function moveTo(desk: Desk, clock: Row<'test_clocks'>, time: Date): Promise<void> {
  await desk.database.kysely.updateTable('test_clocks').set({ frozen_time: time }).where('id', '=', clock.id).execute();
  const people = await desk.database.kysely
    .selectFrom('authorizations')
    .select(['institution', 'bank_user'])
    .distinct()
    .where('test_clock', '=', clock.id)
    .where('status', '<>', 'disconnected')
    .execute();
  for (const person of people) {
    const { profile } = await desk.database.transact((trx) => counterAt(desk, trx, person.institution));
    await tellTime(desk, profile, person.bank_user, time);
  }
}
