// POST /v1/test_helpers/test_clocks
import type Stripe from 'stripe';
import { z } from 'zod';
import { createTestClock, EARLIEST, LATEST } from '#domain/customers/test_clock.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { type ParamsOf, text, timestamp } from '#inbound/http/params.ts';
import { fromUnixSeconds, unixSeconds } from '#kernel/clock.ts';
import { presentTestClock } from '#wire/test_clock.ts';

const params = z.object({
  frozen_time: timestamp({ min: unixSeconds(EARLIEST), max: unixSeconds(LATEST) }),
  name: text({ max: 300 }).optional(),
} satisfies ParamsOf<Stripe.TestHelpers.TestClockCreateParams>);

export const create = endpoint({
  method: 'POST',
  path: '/v1/test_helpers/test_clocks',
  params,
  sandbox_only: true,
  async run(context, { frozen_time, name }) {
    const clock = await createTestClock(context, { frozen_time: fromUnixSeconds(frozen_time), name: name ?? null });
    return presentTestClock(clock);
  },
});
