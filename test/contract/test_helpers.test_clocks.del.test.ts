// stripe.testHelpers.testClocks.del: gone with its customers, refused while it runs. See also server/src/inbound/v1/test_helpers/test_clocks.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { openTestApi, type TestApi } from '../api.ts';
import { records } from './records.ts';
import { assertRefused, badRequest, notFound, SANDBOX_ONLY, unknown } from './refusals.ts';
import { assertWhole } from './shapes.ts';

const START = 1_800_000_000;

let api: TestApi;
let clocks: Stripe['testHelpers']['testClocks'];
before(async () => {
  api = await openTestApi();
  clocks = api.stripe.testHelpers.testClocks;
});
after(() => api.close());

describe('testHelpers.testClocks.del', () => {
  test('answers with three keys and takes the customers with it, each told', async () => {
    const { id } = await clocks.create({ frozen_time: START });
    const made = [];
    for (const name of ['A', 'B']) made.push((await api.stripe.customers.create({ name, test_clock: id })).id);
    const deleted = await clocks.del(id);
    assertWhole(deleted);
    assert.deepEqual({ ...deleted }, { id, object: 'test_helpers.test_clock', deleted: true });
    const { data } = await api.stripe.events.list({ limit: 3 });
    const told = data.map(({ type, data: { object } }) => [type, (object as { id?: string }).id]);
    assert.deepEqual(told.reverse(), [
      ['customer.deleted', made[0]],
      ['customer.deleted', made[1]],
      ['test_helpers.test_clock.deleted', id],
    ]);
    assert.deepEqual(
      data.map(({ created }) => created),
      [START, START, START],
    );
    await assertRefused(api.stripe.customers.list({ test_clock: id }), {
      ...notFound('test_clock', id),
      status: 400,
      param: 'test_clock',
    });
  });

  const refused = async (call: () => Promise<unknown>, expected: Parameters<typeof assertRefused>[1]) => {
    const before = await records(api.database);
    await assertRefused(call(), expected);
    assert.deepEqual(await records(api.database), before);
  };

  test('is refused while the clock is advancing', async () => {
    const { id } = await clocks.create({ frozen_time: START });
    await clocks.advance(id, { frozen_time: START + 1 });
    await refused(
      () => clocks.del(id),
      badRequest('The test clock is advancing. Wait until its status is `ready` and try again.'),
    );
  });

  test('is refused a second time', async () => {
    const { id } = await clocks.create({ frozen_time: START });
    await clocks.del(id);
    await refused(() => clocks.del(id), notFound('test_clock', id));
  });

  test('is refused for an unknown id', () =>
    refused(() => clocks.del('clock_none'), notFound('test_clock', 'clock_none')));

  test('is refused for a clock of another merchant', async () => {
    const { id } = await (await api.otherMerchant()).testHelpers.testClocks.create({ frozen_time: START });
    await refused(() => clocks.del(id), notFound('test_clock', id));
  });

  test('is refused in live mode', async () => {
    const { id } = await clocks.create({ frozen_time: START });
    const live = await api.liveMode();
    await refused(() => live.testHelpers.testClocks.del(id), SANDBOX_ONLY);
  });

  test('is refused with an unknown parameter', async () => {
    const { id } = await clocks.create({ frozen_time: START });
    const path = `/v1/test_helpers/test_clocks/${id}?cascade=false`;
    await refused(() => api.stripe.rawRequest('DELETE', path), unknown('cascade'));
  });
});
