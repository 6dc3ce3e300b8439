// Deletes a test clock together with its customers.
import type { Context } from '#domain/context.ts';
import type { TestClockId } from '#kernel/id.ts';
import { deleteCustomer } from './customer.ts';
import { customersOnClock } from './customer_rows.ts';
import { announceTestClock, changeTestClock, findTestClock, type TestClock } from './test_clock.ts';

/** Why a clock cannot be deleted now. */
export type DeleteProblem = 'advancing';

/**
 * What was linked stays readable by id, at the time where the clock stopped; nothing falls due for it any more. `clock`
 * must be locked.
 */
export async function deleteTestClock(context: Context, clock: TestClock): Promise<DeleteProblem | null> {
  if (clock.status === 'advancing') return 'advancing';
  const { trx } = context;
  await trx.deleteFrom('jobs').where('test_clock', '=', clock.id).where('state', '=', 'waiting').execute();
  for (const customer of await customersOnClock(context, clock.id)) await deleteCustomer(context, customer);
  const row = await changeTestClock(context, clock.id, { deleted_at: context.clock.now() });
  await announceTestClock(context, 'test_helpers.test_clock.deleted', row);
  return null;
}

/** The same for a clock that came to its end by itself; nothing when it is gone already. */
export async function expireTestClock(context: Context, id: TestClockId): Promise<DeleteProblem | null> {
  const clock = await findTestClock(context, id, true);
  return clock === null ? null : deleteTestClock(context, clock);
}
