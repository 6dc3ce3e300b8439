// stripe.customers.update: what changes, what is told of it, what is refused. See also server/src/inbound/v1/customers.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { openTestApi, type TestApi } from '../api.ts';
import { testIdempotency } from './idempotency.ts';
import { records } from './records.ts';
import * as refusals from './refusals.ts';
import { assertRefused, badRequest, notFound, type Refusal } from './refusals.ts';
import { assertWhole } from './shapes.ts';

let api: TestApi;
let customer: Stripe.Customer;
before(async () => {
  api = await openTestApi();
  const metadata = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, 'v']));
  customer = await api.stripe.customers.create({ name: 'Jenny', metadata });
});
after(() => api.close());

const update = (id: string, params: object, options?: Stripe.RequestOptions) =>
  api.stripe.customers.update(id, params as Stripe.CustomerUpdateParams, options);

const updates = async (id: string) => {
  const { data } = await api.stripe.events.list({ type: 'customer.updated', limit: 100 });
  return data.filter((event) => (event.data.object as Stripe.Customer).id === id);
};

describe('customers.update', () => {
  test('answers with the whole customer, changed in what was named and in nothing else', async () => {
    const before = await api.stripe.customers.create({ name: 'A', email: 'a@example.com', phone: '1', balance: 7 });
    const after = await update(before.id, { name: 'B', phone: '', balance: -3 });
    assertWhole(after);
    assert.deepEqual({ ...after }, { ...before, name: 'B', phone: null, balance: -3 });
    assert.deepEqual({ ...(await api.stripe.customers.retrieve(before.id)) }, { ...after });
  });

  test('is told with the old values of exactly what changed', async () => {
    const { id } = await api.stripe.customers.create({ name: 'A', invoice_settings: { footer: 'Old' } });
    const after = await update(id, { name: 'A', invoice_settings: { footer: 'New' }, preferred_locales: ['de'] });
    const [event, ...others] = await updates(id);
    assert.deepEqual(others, []);
    assert.ok(event);
    assertWhole(event);
    const previous_attributes = { invoice_settings: { footer: 'Old' }, preferred_locales: [] };
    const data = JSON.parse(JSON.stringify(event.data));
    assert.deepEqual(data, { object: JSON.parse(JSON.stringify(after)), previous_attributes });
  });

  test('expands the test clock', async () => {
    const clock = await api.stripe.testHelpers.testClocks.create({ frozen_time: 1_800_000_000 });
    const { id } = await api.stripe.customers.create({ test_clock: clock.id });
    const after = await update(id, { name: 'On a clock', expand: ['test_clock'] });
    assert.deepEqual({ ...(after.test_clock as Stripe.TestHelpers.TestClock) }, { ...clock });
  });

  describe('under an idempotency key', () => {
    let id = '';
    before(async () => {
      ({ id } = await api.stripe.customers.create({ metadata: { count: '0' } }));
    });
    testIdempotency({
      // Every key of the counter that is written anew is a change of its own.
      post: (options) => update(id, { metadata: { [`by ${options.idempotencyKey}`.slice(0, 40)]: 'v' } }, options),
      other: (options) => update(id, { name: 'Other' }, options),
      refused: (options) => update('cus_none', { name: 'Posted' }, options),
      malformed: (options) => update(id, { nam: 'Posted' }, options),
      count: async () => (await updates(id)).length,
    });
  });

  describe('is refused, and nothing changes,', () => {
    const refused = (title: string, params: object, expected: Refusal) =>
      test(title, async () => {
        const before = await records(api.database);
        await assertRefused(update(customer.id, params), expected);
        assert.deepEqual(await records(api.database), before);
      });
    const tooMany = badRequest('You may only specify up to 50 metadata keys.', { param: 'metadata' });
    refused('with an unknown parameter', { nam: 'x' }, refusals.unknown('nam'));
    refused(
      'with a test clock, which a customer is made with',
      { test_clock: 'clock_1' },
      refusals.unknown('test_clock'),
    );
    refused('with another shape', { name: ['x'] }, badRequest('Invalid string: ["x"]', { param: 'name' }));
    refused('with an empty prefix', { invoice_prefix: '' }, refusals.empty('invoice_prefix'));
    refused(
      'with a number that is none',
      { next_invoice_sequence: 'x' },
      refusals.notAnInteger('next_invoice_sequence', 'x'),
    );
    refused('with one metadata key more than fifty over time', { metadata: { one_more: 'v' } }, tooMany);
    refused(
      'with the good and the bad together',
      { name: 'Good', email: 'bad' },
      badRequest('Invalid email address: bad', { code: 'email_invalid', param: 'email' }),
    );
    refused('with what cannot be expanded', { name: 'Good', expand: ['name'] }, refusals.notExpandable('name'));
    refused('with what is expanded too deeply', { name: 'Good', expand: ['a.b.c.d.e'] }, refusals.tooDeep('a.b.c.d.e'));

    test('for a customer who is not there', () =>
      assertRefused(update('cus_none', { name: 'x' }), notFound('customer', 'cus_none')));

    test('for a deleted customer', async () => {
      const { id } = await api.stripe.customers.create({ name: 'Gone' });
      await api.stripe.customers.del(id);
      await assertRefused(update(id, { name: 'Back' }), notFound('customer', id));
    });

    test('for a customer of another merchant', async () => {
      const other = await api.otherMerchant();
      const { id } = await other.customers.create({ name: 'His' });
      await assertRefused(update(id, { name: 'Mine' }), notFound('customer', id));
      assert.equal(((await other.customers.retrieve(id)) as Stripe.Customer).name, 'His');
    });

    test('for a live customer with a test key', async () => {
      const live = await api.liveMode();
      const { id } = await live.customers.create({ name: 'Live' });
      assert.equal((await refusals.refusal(update(id, { name: 'Test' }))).status, 404);
      assert.equal(((await live.customers.retrieve(id)) as Stripe.Customer).name, 'Live');
    });
  });
});
