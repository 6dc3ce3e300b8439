// POST /v1/test_helpers/test_clocks/:test_clock/advance
import type Stripe from 'stripe';
import { z } from 'zod';
import { type AdvanceProblem, findTestClock, MAX_ADVANCE_DAYS, startAdvance } from '#domain/customers/test_clock.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { type ApiError, invalidRequest, noSuch } from '#inbound/http/errors.ts';
import { type ParamsOf, timestamp } from '#inbound/http/params.ts';
import { fromUnixSeconds } from '#kernel/clock.ts';
import { presentTestClock } from '#wire/test_clock.ts';

const params = z.object({
  frozen_time: timestamp(),
} satisfies ParamsOf<Stripe.TestHelpers.TestClockAdvanceParams>);

export const advance = endpoint({
  method: 'POST',
  path: '/v1/test_helpers/test_clocks/:test_clock/advance',
  params,
  sandbox_only: true,
  async run(context, { frozen_time }, path) {
    const clock = await findTestClock(context, path.test_clock, true);
    if (clock === null) throw noSuch('test_clock', path.test_clock, null);
    const advancing = await startAdvance(context, clock, fromUnixSeconds(frozen_time));
    if (typeof advancing === 'string') throw advanceError(advancing);
    return presentTestClock(advancing);
  },
});

/** How a refused advance reads. */
export function advanceError(problem: AdvanceProblem): ApiError {
  switch (problem) {
    case 'not_ready':
      return invalidRequest('The test clock is not ready. Wait until its status is `ready` and try again.');
    case 'not_later':
      return invalidRequest("`frozen_time` must be later than the test clock's current frozen time.", {
        param: 'frozen_time',
      });
    case 'too_far':
      return invalidRequest(
        `A test clock can be advanced by at most ${MAX_ADVANCE_DAYS} days at a time, and not beyond the year 2099.`,
        { param: 'frozen_time' },
      );
  }
}
