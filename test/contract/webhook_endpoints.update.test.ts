// stripe.webhookEndpoints.update: what changes, what is refused. See also server/src/inbound/v1/webhook_endpoints.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { openTestApi, type TestApi } from '../api.ts';
import { records } from './records.ts';
import * as refusals from './refusals.ts';
import { assertRefused, badRequest, notFound, type Refusal } from './refusals.ts';
import { assertWhole } from './shapes.ts';

let api: TestApi;
let made: Stripe.WebhookEndpoint;
before(async () => {
  api = await openTestApi();
  const metadata = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, 'v']));
  made = await api.stripe.webhookEndpoints.create({ ...HOOK, metadata });
});
after(() => api.close());

const NOUN = 'webhook endpoint';
const HOOK = { url: 'https://shop.example/hooks', enabled_events: ['*' as const] };

const update = (id: string, params: object, options?: Stripe.RequestOptions) =>
  api.stripe.webhookEndpoints.update(id, params as Stripe.WebhookEndpointUpdateParams, options);

describe('webhookEndpoints.update', () => {
  test('answers with the whole endpoint, changed in what was named and in nothing else', async () => {
    const { secret: _, ...before } = { ...(await api.stripe.webhookEndpoints.create({ ...HOOK, description: 'Old' })) };
    const changed = await update(before.id, { description: 'New', enabled_events: ['customer.created'] });
    assertWhole(changed);
    const expected = { ...before, description: 'New', enabled_events: ['customer.created'] };
    assert.deepEqual({ ...changed }, expected);
    assert.deepEqual({ ...(await update(before.id, { disabled: true })) }, { ...expected, status: 'disabled' });
    assert.deepEqual(
      { ...(await update(before.id, { disabled: false, description: '' })) },
      { ...expected, description: null },
    );
    assert.deepEqual({ ...(await update(before.id, {})) }, { ...expected, description: null });
  });

  test('under an idempotency key is replayed, also after another change', async () => {
    const { id } = await api.stripe.webhookEndpoints.create(HOOK);
    const first = await update(id, { description: 'First' }, { idempotencyKey: 'update' });
    await update(id, { description: 'Second' });
    assert.deepEqual({ ...(await update(id, { description: 'First' }, { idempotencyKey: 'update' })) }, { ...first });
    assert.equal((await api.stripe.webhookEndpoints.retrieve(id)).description, 'Second');
  });

  describe('is refused, and nothing changes,', () => {
    const refused = (title: string, params: object, expected: Refusal) =>
      test(title, async () => {
        const before = await records(api.database);
        await assertRefused(update(made.id, params), expected);
        assert.deepEqual(await records(api.database), before);
      });
    const badUrl = (message: string) => badRequest(message, { code: 'url_invalid', param: 'url' });
    refused('with an unknown parameter', { secret: 'whsec_mine' }, refusals.unknown('secret'));
    refused(
      'with a version, which an endpoint is made with',
      { api_version: '2026-07-29.dahlia' },
      refusals.unknown('api_version'),
    );
    refused('with an empty URL', { url: '' }, refusals.empty('url'));
    refused('with a URL that is none', { url: 'shop' }, badUrl('Not a valid URL'));
    refused('with no events', { enabled_events: '' }, refusals.empty('enabled_events'));
    refused('with a flag that is none', { disabled: 'off' }, badRequest('Invalid boolean: off', { param: 'disabled' }));
    refused(
      'with one metadata key more than fifty over time',
      { metadata: { more: 'v' } },
      badRequest('You may only specify up to 50 metadata keys.', { param: 'metadata' }),
    );
    refused(
      'with the good and the bad together',
      { description: 'Good', url: 'ftp://x' },
      badUrl('Invalid URL: An explicit scheme (https, or http in test mode) must be provided.'),
    );

    test('for an endpoint that is not there', () => assertRefused(update('we_none', {}), notFound(NOUN, 'we_none')));

    test('for a deleted endpoint', async () => {
      const { id } = await api.stripe.webhookEndpoints.create(HOOK);
      await api.stripe.webhookEndpoints.del(id);
      await assertRefused(update(id, { disabled: false }), notFound(NOUN, id));
    });

    test('for an endpoint of another merchant', async () => {
      const other = await api.otherMerchant();
      const { id } = await other.webhookEndpoints.create(HOOK);
      await assertRefused(update(id, { url: 'https://mine.example' }), notFound(NOUN, id));
      assert.equal((await other.webhookEndpoints.retrieve(id)).url, HOOK.url);
    });
  });
});
