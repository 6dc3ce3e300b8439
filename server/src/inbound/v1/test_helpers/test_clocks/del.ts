// DELETE /v1/test_helpers/test_clocks/:test_clock
import { deleteTestClock } from '#domain/customers/delete_test_clock.ts';
import { findTestClock } from '#domain/customers/test_clock.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { invalidRequest, noSuch } from '#inbound/http/errors.ts';
import { noParams } from '#inbound/http/params.ts';
import { presentDeletedTestClock } from '#wire/test_clock.ts';

export const del = endpoint({
  method: 'DELETE',
  path: '/v1/test_helpers/test_clocks/:test_clock',
  params: noParams,
  sandbox_only: true,
  async run(context, _params, path) {
    const clock = await findTestClock(context, path.test_clock, true);
    if (clock === null) throw noSuch('test_clock', path.test_clock, null);
    const problem = await deleteTestClock(context, clock);
    if (problem === 'advancing') {
      throw invalidRequest('The test clock is advancing. Wait until its status is `ready` and try again.');
    }
    return presentDeletedTestClock(clock.id);
  },
});
