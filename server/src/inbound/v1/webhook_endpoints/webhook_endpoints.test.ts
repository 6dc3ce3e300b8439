// Webhook endpoints through the official SDK.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type Stripe from 'stripe';
import { secretPlace } from '#domain/webhook_endpoints/delivery.ts';
import type { WebhookEndpointId } from '#kernel/id.ts';
import { openTestApi, type TestApi } from '../../../../../test/api.ts';

let api: TestApi;
let stripe: Stripe;
before(async () => {
  api = await openTestApi();
  stripe = api.stripe;
});
after(() => api.close());

const URL = 'https://shop.example/hooks';

async function clear(): Promise<void> {
  for (const { id } of (await stripe.webhookEndpoints.list({ limit: 100 })).data) await stripe.webhookEndpoints.del(id);
}

describe('a webhook endpoint', () => {
  it('tells its secret once, when it is made, and keeps it sealed', async () => {
    const { lastResponse: _, ...made } = await stripe.webhookEndpoints.create({
      url: URL,
      enabled_events: ['financial_connections.account.deactivated', 'payment_intent.succeeded'],
      api_version: '2026-08-26.dahlia',
      description: 'Shop',
      metadata: { a: '1' },
    });
    const { id, created, secret = '', ...rest } = made;
    assert.match(id, /^we_[0-9A-Za-z]{24}$/);
    assert.match(secret, /^whsec_[0-9A-Za-z]{32}$/);
    assert(created > 0);
    assert.deepEqual(rest, {
      object: 'webhook_endpoint',
      api_version: '2026-08-26.dahlia',
      application: null,
      description: 'Shop',
      enabled_events: ['financial_connections.account.deactivated', 'payment_intent.succeeded'],
      livemode: false,
      metadata: { a: '1' },
      status: 'enabled',
      url: URL,
    });
    const later = await stripe.webhookEndpoints.retrieve(id);
    assert.equal('secret' in later, false);
    const rows = api.database.kysely.selectFrom('webhook_endpoints').selectAll();
    const row = await rows.where('id', '=', id as WebhookEndpointId).executeTakeFirstOrThrow();
    assert.equal(Buffer.from(row.secret).includes(secret), false);
    assert.equal(api.world.vault.sealer.open(row.secret, secretPlace(row)), secret);
  });

  it('is changed, disabled and enabled again', async () => {
    const { id } = await stripe.webhookEndpoints.create({ url: URL, enabled_events: ['*'], metadata: { a: '1' } });
    const changed = await stripe.webhookEndpoints.update(id, {
      url: 'http://127.0.0.1:9/hooks',
      enabled_events: ['customer.created'],
      description: '',
      disabled: true,
      metadata: { a: '', b: '2' },
    });
    const { url, enabled_events, description, status, metadata } = changed;
    assert.deepEqual([url, enabled_events, description], ['http://127.0.0.1:9/hooks', ['customer.created'], null]);
    assert.deepEqual([status, metadata], ['disabled', { b: '2' }]);
    assert.equal((await stripe.webhookEndpoints.update(id, { disabled: false })).status, 'enabled');
    assert.equal((await stripe.webhookEndpoints.update(id, {})).status, 'enabled');
  });

  it('is gone when it is deleted', async () => {
    const { id } = await stripe.webhookEndpoints.create({ url: URL, enabled_events: ['*'] });
    assert.deepEqual({ ...(await stripe.webhookEndpoints.del(id)) }, { id, object: 'webhook_endpoint', deleted: true });
    const missing = { statusCode: 404, message: `No such webhook endpoint: '${id}'` };
    await assert.rejects(stripe.webhookEndpoints.retrieve(id), missing);
    await assert.rejects(stripe.webhookEndpoints.update(id, {}), missing);
    await assert.rejects(stripe.webhookEndpoints.del(id), missing);
  });

  it('of another merchant does not exist', async () => {
    const other = await api.otherMerchant();
    const { id } = await other.webhookEndpoints.create({ url: URL, enabled_events: ['*'] });
    await assert.rejects(stripe.webhookEndpoints.retrieve(id), { statusCode: 404 });
    await assert.rejects(stripe.webhookEndpoints.del(id), { statusCode: 404 });
    assert.equal(
      (await stripe.webhookEndpoints.list()).data.some((each) => each.id === id),
      false,
    );
  });

  it('is refused with values that cannot be', async () => {
    const good = { url: URL, enabled_events: ['*' as const] };
    const cases: [object, string][] = [
      [{ enabled_events: ['*'] }, 'url'],
      [{ url: URL }, 'enabled_events'],
      [{ ...good, url: 'shop.example' }, 'url'],
      [{ ...good, url: 'ftp://shop.example' }, 'url'],
      [{ ...good, url: 'https://user:password@shop.example' }, 'url'],
      [{ ...good, enabled_events: [] }, 'enabled_events'],
      [{ ...good, enabled_events: '' }, 'enabled_events'],
      [{ ...good, enabled_events: ['customer.created', 'customer.made'] }, 'enabled_events[1]'],
      [{ ...good, api_version: 'tomorrow' }, 'api_version'],
      [{ ...good, connect: 'perhaps' }, 'connect'],
    ];
    for (const [params, param] of cases) {
      const call = stripe.webhookEndpoints.create(params as Stripe.WebhookEndpointCreateParams);
      await assert.rejects(call, { statusCode: 400, param });
    }
    const { id } = await stripe.webhookEndpoints.create(good);
    await assert.rejects(stripe.webhookEndpoints.update(id, { url: 'nowhere' }), { code: 'url_invalid' });
    await assert.rejects(stripe.webhookEndpoints.update(id, { api_version: '2024-06-20' } as never), {
      code: 'parameter_unknown',
    });
  });

  it('is one of sixteen at most, also when many are made at once', async () => {
    await clear();
    const made = await Promise.allSettled(
      Array.from({ length: 18 }, () => stripe.webhookEndpoints.create({ url: URL, enabled_events: ['*'] })),
    );
    const refused = made.filter((each) => each.status === 'rejected').map(({ reason }) => reason.message);
    const message = 'You have reached the maximum of 16 test webhook endpoints.';
    assert.deepEqual(refused, [message, message]);
    const [first] = (await stripe.webhookEndpoints.list({ limit: 1 })).data;
    await stripe.webhookEndpoints.del(String(first?.id));
    await stripe.webhookEndpoints.create({ url: URL, enabled_events: ['*'] });
  });
});

describe('the list of webhook endpoints', () => {
  it('is newest first and goes on after a deleted one', async () => {
    await clear();
    const ids: string[] = [];
    for (let index = 0; index < 3; index += 1) {
      ids.unshift((await stripe.webhookEndpoints.create({ url: URL, enabled_events: ['*'] })).id);
    }
    assert.deepEqual(
      (await stripe.webhookEndpoints.list()).data.map(({ id }) => id),
      ids,
    );
    await stripe.webhookEndpoints.del(String(ids[1]));
    const after = await stripe.webhookEndpoints.list({ starting_after: String(ids[1]) });
    assert.deepEqual(
      after.data.map(({ id }) => id),
      [ids[2]],
    );
  });
});
