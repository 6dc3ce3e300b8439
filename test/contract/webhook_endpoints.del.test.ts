// stripe.webhookEndpoints.del: gone for good, refused afterwards.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openTestApi, type TestApi } from '../api.ts';
import { records } from './records.ts';
import { assertRefused, notFound, unknown } from './refusals.ts';
import { assertWhole } from './shapes.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

const NOUN = 'webhook endpoint';
const HOOK = { url: 'https://shop.example/hooks', enabled_events: ['*' as const] };

describe('webhookEndpoints.del', () => {
  test('answers with three keys, and the endpoint is on no list', async () => {
    const { id } = await api.stripe.webhookEndpoints.create(HOOK);
    const deleted = await api.stripe.webhookEndpoints.del(id);
    assertWhole(deleted);
    assert.deepEqual({ ...deleted }, { id, object: 'webhook_endpoint', deleted: true });
    assert.deepEqual((await api.stripe.webhookEndpoints.list()).data, []);
  });

  test('is refused a second time', async () => {
    const { id } = await api.stripe.webhookEndpoints.create(HOOK);
    await api.stripe.webhookEndpoints.del(id);
    const before = await records(api.database);
    await assertRefused(api.stripe.webhookEndpoints.del(id), notFound(NOUN, id));
    assert.deepEqual(await records(api.database), before);
  });

  test('is refused for an endpoint that is not there', () =>
    assertRefused(api.stripe.webhookEndpoints.del('we_none'), notFound(NOUN, 'we_none')));

  test('is refused for an endpoint of another merchant or mode, and it stays', async () => {
    const [other, live] = [await api.otherMerchant(), await api.liveMode()];
    const his = await other.webhookEndpoints.create(HOOK);
    await assertRefused(api.stripe.webhookEndpoints.del(his.id), notFound(NOUN, his.id));
    const alive = await live.webhookEndpoints.create(HOOK);
    await assertRefused(api.stripe.webhookEndpoints.del(alive.id), notFound(NOUN, alive.id));
    assert.equal((await other.webhookEndpoints.retrieve(his.id)).status, 'enabled');
    assert.equal((await live.webhookEndpoints.retrieve(alive.id)).status, 'enabled');
  });

  test('is refused with an unknown parameter, and the endpoint stays', async () => {
    const { id } = await api.stripe.webhookEndpoints.create(HOOK);
    await assertRefused(api.stripe.rawRequest('DELETE', `/v1/webhook_endpoints/${id}?a=1`), unknown('a'));
    assert.equal((await api.stripe.webhookEndpoints.retrieve(id)).id, id);
  });
});
