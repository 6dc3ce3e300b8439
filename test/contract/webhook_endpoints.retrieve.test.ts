// stripe.webhookEndpoints.retrieve: the whole object without its secret; missing, deleted, of others.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openTestApi, type TestApi } from '../api.ts';
import { assertRefused, notExpandable, notFound, unknown } from './refusals.ts';
import { assertWhole } from './shapes.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

const NOUN = 'webhook endpoint';
const HOOK = { url: 'https://shop.example/hooks', enabled_events: ['*' as const] };

describe('webhookEndpoints.retrieve', () => {
  test('answers with the whole endpoint, without its secret', async () => {
    const { secret: _, ...made } = { ...(await api.stripe.webhookEndpoints.create({ ...HOOK, metadata: { a: '1' } })) };
    const endpoint = await api.stripe.webhookEndpoints.retrieve(made.id);
    assertWhole(endpoint);
    assert.deepEqual({ ...endpoint }, made);
  });

  test('refuses an unknown id', () =>
    assertRefused(api.stripe.webhookEndpoints.retrieve('we_none'), notFound(NOUN, 'we_none')));

  test('refuses a deleted endpoint', async () => {
    const { id } = await api.stripe.webhookEndpoints.create(HOOK);
    await api.stripe.webhookEndpoints.del(id);
    await assertRefused(api.stripe.webhookEndpoints.retrieve(id), notFound(NOUN, id));
  });

  test('refuses an endpoint of another merchant', async () => {
    const { id } = await (await api.otherMerchant()).webhookEndpoints.create(HOOK);
    await assertRefused(api.stripe.webhookEndpoints.retrieve(id), notFound(NOUN, id));
  });

  test('refuses a live endpoint to a test key', async () => {
    const { id } = await (await api.liveMode()).webhookEndpoints.create(HOOK);
    await assertRefused(api.stripe.webhookEndpoints.retrieve(id), notFound(NOUN, id));
  });

  test('refuses unknown parameters and expansions', async () => {
    const { id } = await api.stripe.webhookEndpoints.create(HOOK);
    await assertRefused(api.stripe.webhookEndpoints.retrieve(id, { a: 1 } as never), unknown('a'));
    await assertRefused(
      api.stripe.webhookEndpoints.retrieve(id, { expand: ['application'] }),
      notExpandable('application'),
    );
  });
});
