// Events through the official SDK.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type Stripe from 'stripe';
import { newId } from '#kernel/id.ts';
import { openTestApi, type TestApi } from '../../../../../test/api.ts';

let api: TestApi;
let stripe: Stripe;
before(async () => {
  api = await openTestApi();
  stripe = api.stripe;
});
after(() => api.close());

async function types(params: Stripe.EventListParams): Promise<string[]> {
  return (await stripe.events.list({ limit: 100, ...params })).data.map(({ type }) => type);
}

function jobs() {
  return api.database.kysely
    .selectFrom('jobs')
    .selectAll()
    .where('kind', '=', 'webhooks.fan_out')
    .orderBy('id')
    .execute();
}

describe('an event', () => {
  it('is retrieved as it is listed', async () => {
    const customer = await stripe.customers.create({ name: 'Told' });
    const [listed] = (await stripe.events.list({ limit: 1 })).data;
    const event = await stripe.events.retrieve(String(listed?.id));
    assert.deepEqual(JSON.parse(JSON.stringify(event)), JSON.parse(JSON.stringify(listed)));
    const { id, created, data, request, ...rest } = { ...event };
    assert.match(id, /^evt_[0-9A-Za-z]{24}$/);
    assert(Math.abs(created - Date.now() / 1000) < 60);
    assert.equal((data.object as Stripe.Customer).id, customer.id);
    assert.equal(request?.id, customer.lastResponse.requestId);
    assert.deepEqual(rest, {
      object: 'event',
      api_version: '2026-09-30.preview',
      livemode: false,
      pending_webhooks: 0,
      type: 'customer.created',
    });
  });

  it('brings the job that sends it, in the same transaction, when an endpoint asks for it', async () => {
    const url = 'http://127.0.0.1:9/webhooks';
    const endpoint = await stripe.webhookEndpoints.create({ url, enabled_events: ['customer.created'] });
    const { id } = await stripe.customers.create({ name: 'Sent' });
    const [event] = (await stripe.events.list({ limit: 1 })).data;
    assert.equal((event?.data.object as Stripe.Customer | undefined)?.id, id);
    assert.deepEqual((await jobs()).at(-1)?.payload, { event: event?.id });
    await stripe.webhookEndpoints.del(endpoint.id);
  });

  it('brings no job when no endpoint asks for it', async () => {
    const before_it = (await jobs()).length;
    const url = 'http://127.0.0.1:9/webhooks';
    const deleted = await stripe.webhookEndpoints.create({ url, enabled_events: ['*'] });
    await stripe.webhookEndpoints.del(deleted.id);
    const disabled = await stripe.webhookEndpoints.create({ url, enabled_events: ['*'] });
    await stripe.webhookEndpoints.update(disabled.id, { disabled: true });
    await stripe.webhookEndpoints.create({ url, enabled_events: ['customer.deleted'] });
    const other = await api.otherMerchant();
    await other.webhookEndpoints.create({ url, enabled_events: ['*'] });
    await stripe.customers.create({ name: 'Kept' });
    assert.equal((await jobs()).length, before_it);
    await stripe.webhookEndpoints.update(disabled.id, { disabled: false });
    await stripe.customers.create({ name: 'Sent again' });
    assert.equal((await jobs()).length, before_it + 1);
  });

  it('has the same data in whatever version it is asked for', async () => {
    await stripe.customers.create({ name: 'Version' });
    const [event] = (await stripe.events.list({ limit: 1 }, { apiVersion: '2024-06-20' })).data;
    assert.equal(event?.api_version, '2026-09-30.preview');
  });

  it('of another merchant does not exist', async () => {
    const other = await api.otherMerchant();
    await other.customers.create({ name: 'Other' });
    const [event] = (await other.events.list()).data;
    await assert.rejects(stripe.events.retrieve(String(event?.id)), { statusCode: 404, code: 'resource_missing' });
    assert.equal(
      (await stripe.events.list({ limit: 100 })).data.some(({ id }) => id === event?.id),
      false,
    );
  });

  it('can be read for thirty days of real time', async () => {
    await stripe.customers.create({ name: 'Old' });
    const [event] = (await stripe.events.list({ limit: 1 })).data;
    const id = String(event?.id);
    try {
      api.clock.set(new Date(Date.now() + 29 * 86_400_000));
      assert.equal((await stripe.events.retrieve(id)).id, id);
      api.clock.set(new Date(Date.now() + 31 * 86_400_000));
      await assert.rejects(stripe.events.retrieve(id), { statusCode: 404 });
      assert.deepEqual(await types({}), []);
    } finally {
      api.clock.set(null);
    }
  });

  it('counts the endpoints that have not got it', async () => {
    const { id: endpoint } = await stripe.webhookEndpoints.create({ url: 'https://a.example', enabled_events: ['*'] });
    await stripe.customers.create({ name: 'Pending' });
    const [event] = (await stripe.events.list({ limit: 1 })).data;
    const row = {
      id: newId('wd', api.world.random),
      event: event?.id as `evt_${string}`,
      endpoint: endpoint as `we_${string}`,
      created: new Date(),
      lease_until: null,
    };
    await api.database.kysely
      .insertInto('webhook_deliveries')
      .values({ ...row, status: 'pending', due_at: new Date() })
      .execute();
    assert.equal((await stripe.events.retrieve(row.event)).pending_webhooks, 1);
    assert.deepEqual(await types({ delivery_success: false }), ['customer.created']);
    const all = (await types({})).length;
    assert.equal((await types({ delivery_success: true })).length, all - 1);
    await api.database.kysely
      .updateTable('webhook_deliveries')
      .set({ status: 'delivered', due_at: null })
      .where('id', '=', row.id)
      .execute();
    assert.equal((await stripe.events.retrieve(row.event)).pending_webhooks, 0);
    assert.equal((await types({ delivery_success: true })).length, all);
  });
});

describe('the list of events', () => {
  before(async () => {
    const { id } = await stripe.customers.create({ name: 'Listed' });
    await stripe.customers.update(id, { name: 'Changed' });
    await stripe.testHelpers.testClocks.create({ frozen_time: 1_700_000_000 });
  });

  it('is narrowed by one type, by the beginning of types, or by several', async () => {
    assert.deepEqual(new Set(await types({ type: 'customer.updated' })), new Set(['customer.updated']));
    assert.deepEqual(new Set(await types({ type: 'customer.*' })), new Set(['customer.created', 'customer.updated']));
    assert.deepEqual(new Set(await types({ type: 'test_helpers.*' })), new Set(['test_helpers.test_clock.created']));
    assert.deepEqual((await types({ type: '*' })).length, (await types({})).length);
    const several = await types({ types: ['customer.updated', 'test_helpers.test_clock.created'] });
    assert.deepEqual(new Set(several), new Set(['customer.updated', 'test_helpers.test_clock.created']));
    assert.deepEqual(await types({ type: 'payment_intent.succeeded' }), []);
    assert.deepEqual(await types({ type: 'customer_*' }), []);
  });

  it("is narrowed by time, which is the customer's", async () => {
    assert.deepEqual(await types({ created: 1_700_000_000 }), ['test_helpers.test_clock.created']);
    assert.deepEqual(await types({ created: { lt: 1_700_000_000 } }), []);
  });

  it('is refused with type and types, too many types, or a star in the middle', async () => {
    const both = stripe.events.list({ type: 'a.b', types: ['a.b'] });
    await assert.rejects(both, { code: 'parameters_exclusive', param: 'type' });
    const many = Array.from({ length: 21 }, () => 'a.b');
    await assert.rejects(stripe.events.list({ types: many }), { statusCode: 400, param: 'types' });
    await assert.rejects(stripe.events.list({ type: 'a.*.b' }), { statusCode: 400, param: 'type' });
    await assert.rejects(stripe.events.list({ delivery_success: 'perhaps' as never }), { param: 'delivery_success' });
  });
});

describe('an event that is sent again', () => {
  const retry = (id: string, params: object) => stripe.rawRequest('POST', `/v1/events/${id}/retry`, params as never);
  let id: string;
  let webhook_endpoint: string;
  before(async () => {
    await stripe.customers.create({ name: 'Again' });
    id = String((await stripe.events.list({ limit: 1 })).data[0]?.id);
    // Made after the event, so that it was never delivered there.
    const url = 'http://127.0.0.1:9/again';
    webhook_endpoint = (await stripe.webhookEndpoints.create({ url, enabled_events: ['customer.deleted'] })).id;
  });

  it('waits for the endpoint that was named, once', async () => {
    for (let asked = 0; asked < 2; asked += 1) {
      const event = (await retry(id, { webhook_endpoint })) as unknown as Stripe.Event;
      assert.deepEqual([event.id, event.object, event.pending_webhooks], [id, 'event', 1]);
    }
    const rows = api.database.kysely
      .selectFrom('webhook_deliveries')
      .selectAll()
      .where('event', '=', id as never);
    assert.deepEqual(
      (await rows.execute()).map(({ endpoint, status, attempts }) => [endpoint, status, attempts]),
      [[webhook_endpoint, 'pending', 0]],
    );
  });

  it('is refused without an endpoint, with one that there is not, and with one that is disabled', async () => {
    const refused = (params: object, message: RegExp, param = 'webhook_endpoint') =>
      assert.rejects(retry(id, params), { statusCode: 400, param, message });
    await refused({}, /^Name the endpoint/);
    await refused(
      { webhook_endpoint, for_stripecli: true },
      /^Received both for_stripecli and webhook_endpoint/,
      'for_stripecli',
    );
    await refused({ for_stripecli: true }, /^No Stripe CLI is listening/, 'for_stripecli');
    await refused({ webhook_endpoint: 'we_none' }, /^No such webhook endpoint: 'we_none'$/);
    await stripe.webhookEndpoints.update(webhook_endpoint, { disabled: true });
    await refused({ webhook_endpoint }, /is disabled/);
    await assert.rejects(retry('evt_none', { webhook_endpoint }), { statusCode: 404 });
  });
});
