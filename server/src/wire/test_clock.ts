// How a test clock looks on the wire.
import type Stripe from 'stripe';
import type { Row } from '#database/schema.ts';
import { unixSeconds } from '#kernel/clock.ts';
import type { TestClockId } from '#kernel/id.ts';

export type TestClockObject = Omit<Stripe.TestHelpers.TestClock, 'lastResponse'>;
export type DeletedTestClockObject = Omit<Stripe.TestHelpers.DeletedTestClock, 'lastResponse'>;

export function presentTestClock(clock: Row<'test_clocks'>): TestClockObject {
  return {
    id: clock.id,
    object: 'test_helpers.test_clock',
    created: unixSeconds(clock.created),
    deletes_after: unixSeconds(clock.deletes_after),
    frozen_time: unixSeconds(clock.frozen_time),
    livemode: false,
    name: clock.name,
    status: clock.status,
    status_details:
      clock.target_time === null ? {} : { advancing: { target_frozen_time: unixSeconds(clock.target_time) } },
  };
}

export function presentDeletedTestClock(id: TestClockId): DeletedTestClockObject {
  return { id, object: 'test_helpers.test_clock', deleted: true };
}
