// stripe.webhookEndpoints.create: the whole object with its secret, limits, refusals. See also server/src/inbound/v1/webhook_endpoints.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { openTestApi, type TestApi } from '../api.ts';
import { testIdempotency } from './idempotency.ts';
import { records } from './records.ts';
import * as refusals from './refusals.ts';
import { assertRefused, badRequest, type Refusal } from './refusals.ts';
import { assertWhole } from './shapes.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

const HOOK = { url: 'https://shop.example/hooks', enabled_events: ['*'] };

const create = (params: object, options?: Stripe.RequestOptions) =>
  api.stripe.webhookEndpoints.create(params as Stripe.WebhookEndpointCreateParams, options);

describe('webhookEndpoints.create', () => {
  test('answers with the whole endpoint, and with its secret this once', async () => {
    const endpoint = await create(HOOK);
    assertWhole(endpoint);
    const { id, created, secret, ...rest } = { ...endpoint };
    assert.match(id, /^we_[0-9A-Za-z]{24}$/);
    assert.match(String(secret), /^whsec_[0-9A-Za-z]{32}$/);
    assert.ok(Math.abs(created - Date.now() / 1000) < 60);
    assert.deepEqual(rest, {
      object: 'webhook_endpoint',
      api_version: null,
      application: null,
      description: null,
      enabled_events: ['*'],
      livemode: false,
      metadata: {},
      status: 'enabled',
      url: HOOK.url,
    });
    const later = await api.stripe.webhookEndpoints.retrieve(id);
    assert.deepEqual({ ...later }, { id, created, ...rest });
  });

  test('takes http on loopback in test mode', async () => {
    const url = 'http://localhost:3000/hooks?shop=1#part';
    assert.equal((await create({ ...HOOK, url })).url, url);
  });

  test('takes any version that a request may have, and says it back', async () => {
    for (const api_version of ['2022-08-01', '2026-07-29.dahlia', '2026-01-28.preview', '2030-01-01.preview']) {
      assert.equal((await create({ ...HOOK, api_version })).api_version, api_version);
    }
  });

  test('warns of events that will never come, in a header', async () => {
    const warning = async (params: object) =>
      ((await create({ ...HOOK, ...params })).lastResponse.headers as unknown as Headers).get('relink-warning');
    assert.equal(await warning({}), null);
    assert.equal(
      await warning({ enabled_events: ['account.updated', 'invoice.paid', 'customer.created'] }),
      'Never sent by Relink: invoice.paid. Sent to endpoints with connect=true only: account.updated.',
    );
    assert.match((await warning({ connect: true })) ?? '', /they go to endpoints without connect/);
    assert.equal(await warning({ connect: true, enabled_events: ['account.updated'] }), null);
    await clear();
  });

  describe('under an idempotency key', () => {
    const description = 'keyed';
    before(clear);
    testIdempotency({
      post: (options) => create({ ...HOOK, description }, options),
      other: (options) => create({ ...HOOK, description: 'other' }, options),
      malformed: (options) => create({ ...HOOK, enabled_events: [] }, options),
      count: async () => {
        const { data } = await api.stripe.webhookEndpoints.list({ limit: 100 });
        return data.filter((endpoint) => endpoint.description === description).length;
      },
    });
  });

  describe('is refused, and nothing changes,', () => {
    const refused = (title: string, params: object, expected: Refusal) =>
      test(title, async () => {
        const before = await records(api.database);
        await assertRefused(create(params), expected);
        assert.deepEqual(await records(api.database), before);
      });
    const badUrl = (message: string) => badRequest(message, { code: 'url_invalid', param: 'url' });
    refused('without a URL', { enabled_events: ['*'] }, refusals.missing('url'));
    refused('without events', { url: HOOK.url }, refusals.missing('enabled_events'));
    refused('with an empty URL', { ...HOOK, url: '' }, refusals.empty('url'));
    refused('with empty events', { ...HOOK, enabled_events: '' }, refusals.empty('enabled_events'));
    refused('with an unknown parameter', { ...HOOK, disabled: true }, refusals.unknown('disabled'));
    refused('with a URL that is none', { ...HOOK, url: 'shop' }, badUrl('Not a valid URL'));
    refused(
      'with a URL of another kind',
      { ...HOOK, url: 'file:///etc/passwd' },
      badUrl('Invalid URL: An explicit scheme (https, or http in test mode) must be provided.'),
    );
    refused(
      'with a name in its URL',
      { ...HOOK, url: 'https://me@shop.example' },
      badUrl('Invalid URL: A user name or password cannot be part of it.'),
    );
    refused(
      'with a URL that is too long',
      { ...HOOK, url: `https://shop.example/${'x'.repeat(2048)}` },
      refusals.tooLong('url', `https://shop.example/${'x'.repeat(100)}`, 2048),
    );
    refused(
      'with an event that does not exist',
      { ...HOOK, enabled_events: ['customer.created', 'customer.made'] },
      badRequest('Invalid event type: customer.made. Use * for all events, or the exact names of some.', {
        param: 'enabled_events[1]',
      }),
    );
    refused(
      'with one event as text',
      { ...HOOK, enabled_events: 'customer.created' },
      badRequest('Invalid array', { param: 'enabled_events' }),
    );
    refused(
      'with a version that is none',
      { ...HOOK, api_version: 'latest' },
      badRequest('Invalid Stripe API version: latest', { param: 'api_version' }),
    );
    refused(
      'with a flag that is none',
      { ...HOOK, connect: 'yes' },
      badRequest('Invalid boolean: yes', { param: 'connect' }),
    );
    refused(
      'with a metadata value of 501 characters',
      { ...HOOK, metadata: { a: 'x'.repeat(501) } },
      badRequest("Metadata values have at most 500 characters; 'a' has more.", { param: 'metadata' }),
    );
    refused(
      'with what cannot be expanded',
      { ...HOOK, expand: ['application'] },
      refusals.notExpandable('application'),
    );

    test('with http in live mode', async () => {
      const live = await api.liveMode();
      const call = live.webhookEndpoints.create({ url: 'http://shop.example', enabled_events: ['*'] });
      await assertRefused(call, badUrl('Invalid URL: URL must use https in live mode.'));
    });

    test('as the seventeenth of the mode', async () => {
      await clear();
      for (let index = 0; index < 16; index += 1) await create(HOOK);
      const before = await records(api.database);
      await assertRefused(create(HOOK), badRequest('You have reached the maximum of 16 test webhook endpoints.'));
      assert.deepEqual(await records(api.database), before);
      const live = await api.liveMode();
      assert.equal((await live.webhookEndpoints.create({ url: HOOK.url, enabled_events: ['*'] })).livemode, true);
    });
  });
});

async function clear(): Promise<void> {
  const { data } = await api.stripe.webhookEndpoints.list({ limit: 100 });
  for (const { id } of data) await api.stripe.webhookEndpoints.del(id);
}
