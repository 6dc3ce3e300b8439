// stripe.events.retrieve: the whole event, never changed by version or expansion, nobody else's. See also server/src/inbound/v1/events.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { openTestApi, type TestApi } from '../api.ts';
import { assertRefused, notExpandable, notFound, unknown } from './refusals.ts';
import { assertWhole } from './shapes.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

const newest = async (stripe: Stripe = api.stripe) => {
  const [event] = (await stripe.events.list({ limit: 1 })).data;
  assert.ok(event);
  return event;
};

const retrieve = (id: string, params: object = {}, options?: Stripe.RequestOptions) =>
  api.stripe.events.retrieve(id, params as Stripe.EventRetrieveParams, options);

describe('events.retrieve', () => {
  test('answers with the whole event and the whole object inside', async () => {
    const customer = await api.stripe.customers.create({ name: 'Told' }, { idempotencyKey: 'told' });
    const listed = await newest();
    const event = await retrieve(listed.id);
    assertWhole(event);
    const { id, created, ...rest } = JSON.parse(JSON.stringify(event));
    assert.match(id, /^evt_[0-9A-Za-z]{24}$/);
    assert.equal(created, customer.created);
    assert.deepEqual(rest, {
      object: 'event',
      api_version: '2026-09-30.preview',
      data: { object: JSON.parse(JSON.stringify(customer)) },
      livemode: false,
      pending_webhooks: 0,
      request: { id: customer.lastResponse.requestId ?? requestIdOf(customer), idempotency_key: 'told' },
      type: 'customer.created',
    });
  });

  test('shows the object as it was, whatever became of it', async () => {
    const { id } = await api.stripe.customers.create({ name: 'First' });
    const event = await newest();
    await api.stripe.customers.update(id, { name: 'Second' });
    await api.stripe.customers.del(id);
    assert.equal(((await retrieve(event.id)).data.object as Stripe.Customer).name, 'First');
  });

  test('answers the same in every version', async () => {
    await api.stripe.customers.create({ name: 'Version' });
    const { id } = await newest();
    const now = JSON.parse(JSON.stringify(await retrieve(id)));
    for (const apiVersion of ['2022-08-01', '2026-09-30.endive', '2026-01-28.preview']) {
      assert.deepEqual(JSON.parse(JSON.stringify(await retrieve(id, {}, { apiVersion }))), now);
    }
  });

  test('refuses to expand what an event holds', async () => {
    const clock = await api.stripe.testHelpers.testClocks.create({ frozen_time: 1_800_000_000 });
    await api.stripe.customers.create({ test_clock: clock.id });
    const { id } = await newest();
    for (const path of ['data', 'data.object', 'data.object.test_clock', 'request']) {
      await assertRefused(retrieve(id, { expand: [path] }), notExpandable(path));
    }
  });

  test('refuses an unknown id', () => assertRefused(retrieve('evt_none'), notFound('event', 'evt_none')));

  test('refuses unknown parameters', () => assertRefused(retrieve('evt_none', { a: 1 }), unknown('a')));

  test('refuses an event of another merchant', async () => {
    const other = await api.otherMerchant();
    await other.customers.create({});
    const { id } = await newest(other);
    await assertRefused(retrieve(id), notFound('event', id));
  });

  test('refuses a live event to a test key', async () => {
    const live = await api.liveMode();
    await live.customers.create({});
    const event = await newest(live);
    assert.equal(event.livemode, true);
    await assertRefused(retrieve(event.id), notFound('event', event.id));
  });
});

function requestIdOf({ lastResponse }: Stripe.Response<Stripe.Customer>): string | null {
  return (lastResponse.headers as unknown as Headers).get('request-id');
}
