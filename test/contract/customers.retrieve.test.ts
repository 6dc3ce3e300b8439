// stripe.customers.retrieve: found, deleted, missing, of others, expanded.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { openTestApi, type TestApi } from '../api.ts';
import {
  assertRefused,
  badRequest,
  notExpandable,
  notFound,
  refusal,
  tooDeep,
  unknown,
  unrecognizedUrl,
} from './refusals.ts';
import { assertWhole } from './shapes.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

const retrieve = (id: string, params: object = {}, options?: Stripe.RequestOptions) =>
  api.stripe.customers.retrieve(id, params as Stripe.CustomerRetrieveParams, options);

describe('customers.retrieve', () => {
  test('answers with the whole customer as create and update left him', async () => {
    const { id } = await api.stripe.customers.create({
      name: 'Jenny',
      shipping: { name: 'J', address: { city: 'Ulm' } },
    });
    const updated = await api.stripe.customers.update(id, { description: 'Regular' });
    const customer = await retrieve(id);
    assertWhole(customer);
    assert.deepEqual({ ...customer }, { ...updated });
  });

  test('answers with three keys for a deleted customer', async () => {
    const { id } = await api.stripe.customers.create({ name: 'Gone' });
    await api.stripe.customers.del(id);
    const customer = await retrieve(id);
    assertWhole(customer);
    assert.deepEqual({ ...customer }, { id, object: 'customer', deleted: true });
  });

  test('expands the test clock, and no further', async () => {
    const clock = await api.stripe.testHelpers.testClocks.create({ frozen_time: 1_800_000_000 });
    const { id } = await api.stripe.customers.create({ test_clock: clock.id });
    const customer = (await retrieve(id, { expand: ['test_clock'] })) as Stripe.Customer;
    assert.deepEqual({ ...(customer.test_clock as Stripe.TestHelpers.TestClock) }, { ...clock });
    await assertRefused(retrieve(id, { expand: ['test_clock.name'] }), notExpandable('test_clock.name'));
  });

  test('refuses an unknown id', () => assertRefused(retrieve('cus_none'), notFound('customer', 'cus_none')));

  test('refuses an id of another kind', async () => {
    const { id } = await api.stripe.testHelpers.testClocks.create({ frozen_time: 1_800_000_000 });
    await assertRefused(retrieve(id), notFound('customer', id));
  });

  test('refuses an id that looks like something else, as it was given', async () => {
    for (const id of ['cus_<b>', "cus_' or 1=1", 'cus_%', 'cus_ü☃', 'cus_/../cus_', 'x'.repeat(255)]) {
      await assertRefused(retrieve(id), notFound('customer', id));
    }
  });

  test('does not take a NUL or an endless text for an id', async () => {
    await assertRefused(retrieve('cus_\0'), unrecognizedUrl('GET', '/v1/customers/cus_%00'));
    const { status, message } = await refusal(retrieve('x'.repeat(256)));
    assert.equal(status, 404);
    assert.match(message, /^Unrecognized request URL \(GET: \/v1\/customers\/x{241}…\)\./);
  });

  test('refuses an id of another merchant, in the words for an unknown one', async () => {
    const other = await api.otherMerchant();
    const { id } = await other.customers.create({ name: 'Other' });
    await assertRefused(retrieve(id), notFound('customer', id));
  });

  test('refuses a test customer to a live key', async () => {
    const { id } = await api.stripe.customers.create({ name: 'Test' });
    const live = await api.liveMode();
    await assertRefused(live.customers.retrieve(id), notFound('customer', id));
  });

  test('refuses unknown parameters', () => assertRefused(retrieve('cus_none', { a: 1 }), unknown('a')));

  test('refuses expansions that are none, too deep or empty', async () => {
    const { id } = await api.stripe.customers.create({ name: 'Plain' });
    await assertRefused(retrieve(id, { expand: ['name'] }), notExpandable('name'));
    await assertRefused(retrieve(id, { expand: ['a.b.c.d.e'] }), tooDeep('a.b.c.d.e'));
    await assertRefused(retrieve(id, { expand: [''] }), badRequest('Invalid array', { param: 'expand' }));
  });
});
