// Advances a test clock: tells the bank the time and runs what falls due, one job after another in the order of their dates.
import { setTimeout as delay } from 'node:timers/promises';
import type { Row } from '#database/schema.ts';
import { clockFailed, clockReady } from '#domain/customers/test_clock.ts';
import { type ClaimedJob, claimNextOnClock, runsOnClock } from '#jobs/claim.ts';
import { type Effects, type JobWorld, runJob } from '#jobs/run.ts';
import type { TestClockId } from '#kernel/id.ts';
import { asOwner, counterAt, type Desk, tellTime } from './desk.ts';

/**
 * More steps than any real advance has: two years of daily data of every account that three customers have at a bank take 80,000.
 * Past it the clock fails rather than the process hanging.
 */
const STEPS_MAX = 100_000;
/** A job that fails this often in a row stops the walk; the advance is tried again from there, and after that the clock fails. */
const TRIES_MAX = 3;
const RUNNING_POLL_MS = 50;

interface Walk {
  clock: Row<'test_clocks'>;
  target: Date;
  /** How often each job failed on this walk. */
  failed: Map<number, number>;
}

export async function advanceClock(desk: Desk, jobs: JobWorld, id: TestClockId): Promise<Effects> {
  const clock = await desk.database.kysely
    .selectFrom('test_clocks')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  if (clock?.status !== 'advancing' || clock.target_time === null) return async () => {};
  const owner = { merchant: clock.merchant, livemode: false };
  const walk: Walk = { clock, target: clock.target_time, failed: new Map() };
  const arrived = await walkToTarget(desk, jobs, walk);
  if (!arrived) return (trx) => asOwner(desk, trx, owner, (context) => clockFailed(context, id));
  await moveTo(desk, clock, walk.target);
  return (trx) => asOwner(desk, trx, owner, async (context) => void (await clockReady(context, id)));
}

async function walkToTarget(desk: Desk, jobs: JobWorld, walk: Walk): Promise<boolean> {
  let time = walk.clock.frozen_time;
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const due = await nextDue(desk, walk);
    if (due === null) return true;
    if (due.due_at > time) {
      time = due.due_at;
      await moveTo(desk, walk.clock, time);
    }
    const tries = (await runJob(jobs, due)) ? 0 : (walk.failed.get(due.id) ?? 0) + 1;
    if (tries >= TRIES_MAX) throw new Error(`the ${due.kind} that is due at ${due.due_at.toISOString()} fails`);
    walk.failed.set(due.id, tries);
  }
  return false;
}

/** A job that another worker began before the clock set out, or that a dead process left, is waited for: dates keep their order. */
async function nextDue(desk: Desk, { clock, target }: Walk): Promise<ClaimedJob | null> {
  while (await runsOnClock(desk.database, desk.clock, clock.id)) await delay(RUNNING_POLL_MS);
  return await claimNextOnClock(desk.database, desk.clock, { test_clock: clock.id, target });
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
