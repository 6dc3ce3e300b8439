// Test clocks: virtual time for some customers. Advancing one runs what falls due for them, in order.
import type { Row } from '#database/schema.ts';
import { notify } from '#database/transact.ts';
import type { Context } from '#domain/context.ts';
import { recordEvent } from '#domain/events/record.ts';
import type { EventType } from '#domain/events/types.ts';
import { enqueue, JOBS_CHANNEL } from '#jobs/enqueue.ts';
import { assert } from '#kernel/assert.ts';
import { after, DAY_MS } from '#kernel/clock.ts';
import { newId, type TestClockId } from '#kernel/id.ts';
import { presentTestClock } from '#wire/test_clock.ts';

export type TestClock = Row<'test_clocks'>;

/** The job that moves a clock to its target. Payload `{clock}`; its handler ends with `clockReady`. */
export const ADVANCE = 'test_clock.advance';

/** The job that removes a clock nobody removed. Payload `{clock}`; its handler calls `expireTestClock` of delete_test_clock.ts. */
export const EXPIRE = 'test_clock.expire';

/** As Stripe: a clock goes 30 days (of real time) after it was made, and carries at most three customers. */
export const KEPT_DAYS = 30;
export const MAX_CUSTOMERS = 3;

/**
 * How far one call may move a clock. Stripe says "two billing intervals", which mean nothing here; two years are beyond
 * everything a link schedules, and a mistyped year does not run a century of daily checks.
 */
export const MAX_ADVANCE_DAYS = 730;

/** Virtual times between 2000 and 2100. */
export const EARLIEST = new Date('2000-01-01T00:00:00Z');
export const LATEST = new Date('2100-01-01T00:00:00Z');

/** The time a customer lives in: his clock's frozen time, without one the real time. */
export async function customerTime(
  context: Pick<Context, 'trx' | 'clock'>,
  testClock: TestClockId | null,
): Promise<Date> {
  if (testClock === null) return context.clock.now();
  const row = await context.trx
    .selectFrom('test_clocks')
    .select('frozen_time')
    .where('id', '=', testClock)
    .executeTakeFirstOrThrow();
  return row.frozen_time;
}

/** Where a customer's time will stand next: while his clock is being advanced nothing happens at a bank between known dates. */
export async function timeAhead(trx: Context['trx'], testClock: TestClockId | null, now: Date): Promise<Date> {
  if (testClock === null) return now;
  const clock = await trx
    .selectFrom('test_clocks')
    .select('target_time')
    .where('id', '=', testClock)
    .executeTakeFirst();
  return clock?.target_time ?? now;
}

/** Null where the merchant has no such clock, or it was deleted. `lock` holds it until the transaction ends. */
export async function findTestClock(context: Context, id: string, lock = false): Promise<TestClock | null> {
  const query = context.trx
    .selectFrom('test_clocks')
    .selectAll()
    .where('id', '=', id as TestClockId)
    .where('merchant', '=', context.merchant.id)
    .where('deleted_at', 'is', null);
  return (await (lock ? query.forUpdate() : query).executeTakeFirst()) ?? null;
}

/** Where a clock stands among the merchant's own, also a deleted one. */
export function testClockCursor(context: Context, id: string): Promise<{ sequence: number } | undefined> {
  return context.trx
    .selectFrom('test_clocks')
    .select('sequence')
    .where('id', '=', id as TestClockId)
    .where('merchant', '=', context.merchant.id)
    .executeTakeFirst();
}

export async function createTestClock(
  context: Context,
  { frozen_time, name }: { frozen_time: Date; name: string | null },
): Promise<TestClock> {
  const { trx, random, clock, merchant } = context;
  const now = clock.now();
  const deletesAfter = after(now, KEPT_DAYS * DAY_MS);
  const row = await trx
    .insertInto('test_clocks')
    .values({
      id: newId('clock', random),
      merchant: merchant.id,
      name,
      frozen_time,
      target_time: null,
      status: 'ready',
      deletes_after: deletesAfter,
      created: now,
      deleted_at: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await enqueue(trx, {
    kind: EXPIRE,
    payload: { clock: row.id },
    due_at: deletesAfter,
    test_clock: null,
    created: now,
  });
  await announceTestClock(context, 'test_helpers.test_clock.created', row);
  return row;
}

/** Why a clock cannot be advanced. */
export type AdvanceProblem = 'not_ready' | 'not_later' | 'too_far';

/** Starts an advance: the clock is `advancing` until the job is done. `clock` must be locked. */
export async function startAdvance(
  context: Context,
  clock: TestClock,
  target: Date,
): Promise<TestClock | AdvanceProblem> {
  if (clock.status !== 'ready') return 'not_ready';
  if (target <= clock.frozen_time) return 'not_later';
  if (target > after(clock.frozen_time, MAX_ADVANCE_DAYS * DAY_MS) || target > LATEST) return 'too_far';
  const now = context.clock.now();
  const row = await changeTestClock(context, clock.id, { status: 'advancing', target_time: target });
  const payload = { clock: clock.id };
  await enqueue(context.trx, {
    kind: ADVANCE,
    payload,
    due_at: now,
    test_clock: null,
    unique_key: clock.id,
    created: now,
  });
  await announceTestClock(context, 'test_helpers.test_clock.advancing', row);
  return row;
}

/** The end of an advance: the clock stands at its target and everything due until then has happened. */
export async function clockReady(context: Context, id: TestClockId): Promise<void> {
  const clock = await findTestClock(context, id, true);
  if (clock === null) return;
  assert(clock.status === 'advancing' && clock.target_time !== null, 'only an advancing clock can arrive');
  const row = await changeTestClock(context, id, {
    status: 'ready',
    frozen_time: clock.target_time,
    target_time: null,
  });
  // What fell due meanwhile, after the last look, may be claimed from here on.
  notify(context.trx, JOBS_CHANNEL);
  await announceTestClock(context, 'test_helpers.test_clock.ready', row);
}

/** The end of an advance that cannot go on. The clock stays where it is and can only be deleted. */
export async function clockFailed(context: Context, id: TestClockId): Promise<void> {
  const clock = await findTestClock(context, id, true);
  if (clock === null || clock.status !== 'advancing') return;
  const row = await changeTestClock(context, id, { status: 'internal_failure', target_time: null });
  await announceTestClock(context, 'test_helpers.test_clock.internal_failure', row);
}

/** Writes new values to a clock that is locked. */
export function changeTestClock(context: Context, id: TestClockId, values: Partial<TestClock>): Promise<TestClock> {
  return context.trx
    .updateTable('test_clocks')
    .set(values)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Records one of a clock's events, at the clock's own time. */
export function announceTestClock(context: Context, type: EventType, clock: TestClock): Promise<unknown> {
  return recordEvent(context, { type, object: presentTestClock(clock), created: clock.frozen_time });
}
