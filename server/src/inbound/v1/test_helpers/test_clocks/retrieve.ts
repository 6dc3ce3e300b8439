// GET /v1/test_helpers/test_clocks/:test_clock
import { findTestClock } from '#domain/customers/test_clock.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { noParams } from '#inbound/http/params.ts';
import { presentTestClock } from '#wire/test_clock.ts';

export const retrieve = endpoint({
  method: 'GET',
  path: '/v1/test_helpers/test_clocks/:test_clock',
  params: noParams,
  sandbox_only: true,
  async run(context, _params, path) {
    const clock = await findTestClock(context, path.test_clock);
    if (clock === null) throw noSuch('test_clock', path.test_clock, null);
    return presentTestClock(clock);
  },
});
