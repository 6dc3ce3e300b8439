// stripe.testHelpers.testClocks.list: pages, nobody else's, not in live mode.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openTestApi, type TestApi } from '../api.ts';
import { testList } from './lists.ts';
import { assertRefused, SANDBOX_ONLY } from './refusals.ts';

const START = 1_800_000_000;

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

describe('testHelpers.testClocks.list', () => {
  testList({
    list: (params) => api.stripe.testHelpers.testClocks.list(params),
    url: '/v1/test_helpers/test_clocks',
    noun: 'test_clock',
    async ids() {
      const ids: string[] = [];
      // Their own times run against the order in which they were made, which is the one that counts.
      for (let index = 0; index < 11; index += 1) {
        ids.unshift((await api.stripe.testHelpers.testClocks.create({ frozen_time: START - index })).id);
      }
      return ids;
    },
    foreign: async () => (await (await api.otherMerchant()).testHelpers.testClocks.create({ frozen_time: START })).id,
  });

  test('goes on after a clock that was deleted meanwhile', async () => {
    const { data } = await api.stripe.testHelpers.testClocks.list({ limit: 3 });
    await api.stripe.testHelpers.testClocks.del(data[1]!.id);
    const next = await api.stripe.testHelpers.testClocks.list({ limit: 1, starting_after: data[1]!.id });
    assert.equal(next.data[0]?.id, data[2]?.id);
  });

  test('is refused in live mode', async () =>
    assertRefused((await api.liveMode()).testHelpers.testClocks.list(), SANDBOX_ONLY));
});
