// stripe.webhookEndpoints.list: pages, without secrets, nobody else's. See also server/src/inbound/v1/webhook_endpoints.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openTestApi, type TestApi } from '../api.ts';
import { testList } from './lists.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

const HOOK = { url: 'https://shop.example/hooks', enabled_events: ['*' as const] };

describe('webhookEndpoints.list', () => {
  testList({
    list: (params) => api.stripe.webhookEndpoints.list(params),
    url: '/v1/webhook_endpoints',
    noun: 'webhook endpoint',
    async ids() {
      const ids: string[] = [];
      for (let index = 0; index < 11; index += 1) ids.unshift((await api.stripe.webhookEndpoints.create(HOOK)).id);
      return ids;
    },
    foreign: async () => (await (await api.otherMerchant()).webhookEndpoints.create(HOOK)).id,
  });

  test('shows each endpoint as it is retrieved, without its secret', async () => {
    const { data } = await api.stripe.webhookEndpoints.list({ limit: 2 });
    for (const endpoint of data) {
      assert.equal('secret' in endpoint, false);
      assert.deepEqual(endpoint, { ...(await api.stripe.webhookEndpoints.retrieve(endpoint.id)) });
    }
  });

  test('shows live endpoints to a live key only', async () => {
    const live = await api.liveMode();
    const { id } = await live.webhookEndpoints.create(HOOK);
    assert.deepEqual(
      (await live.webhookEndpoints.list()).data.map((each) => each.id),
      [id],
    );
    const { data } = await api.stripe.webhookEndpoints.list({ limit: 100 });
    assert.equal(
      data.some((each) => each.id === id),
      false,
    );
  });
});
