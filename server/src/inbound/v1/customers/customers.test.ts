// Customers through the official SDK.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type Stripe from 'stripe';
import { openTestApi, type TestApi } from '../../../../../test/api.ts';

let api: TestApi;
let stripe: Stripe;
before(async () => {
  api = await openTestApi();
  stripe = api.stripe;
});
after(() => api.close());

const ADDRESS = { city: 'Ulm', country: 'DE', line1: 'Weg 1', line2: null, postal_code: '89073', state: null };

async function eventsOf(id: string) {
  const { data } = await stripe.events.list({ limit: 100 });
  return data.filter((event) => (event.data.object as { id?: string }).id === id);
}

describe('a customer', () => {
  it('is created with everything that can be said about one', async () => {
    const params = {
      name: 'Ada',
      email: 'ada@example.com',
      phone: '+49 731 1',
      description: 'First',
      address: { city: 'Ulm', country: 'DE', line1: 'Weg 1', postal_code: '89073' },
      shipping: { name: 'Ada', address: { city: 'Ulm' } },
      metadata: { order: '7' },
      preferred_locales: ['de', 'en'],
      tax_exempt: 'reverse',
      balance: -500,
      invoice_prefix: 'ADA1',
      next_invoice_sequence: 4,
      invoice_settings: { footer: 'Bye', custom_fields: [{ name: 'PO', value: '1' }] },
      business_name: 'Ada Ltd',
      individual_name: 'Ada L',
    } satisfies Stripe.CustomerCreateParams;
    const { lastResponse: _, ...customer } = await stripe.customers.create(params);
    const { id, created, ...rest } = customer;
    assert.match(id, /^cus_[0-9A-Za-z]{14}$/);
    assert(Math.abs(created - Date.now() / 1000) < 60);
    assert.deepEqual(rest, {
      object: 'customer',
      ...params,
      address: ADDRESS,
      shipping: {
        name: 'Ada',
        phone: null,
        address: { city: 'Ulm', country: null, line1: null, line2: null, postal_code: null, state: null },
      },
      invoice_settings: { ...params.invoice_settings, default_payment_method: null, rendering_options: null },
      currency: null,
      customer_account: null,
      default_source: null,
      delinquent: false,
      discount: null,
      livemode: false,
      test_clock: null,
    });
    assert.deepEqual({ ...(await stripe.customers.retrieve(id)) }, { ...customer });
  });

  it('is created with nothing', async () => {
    const customer = await stripe.customers.create();
    assert.deepEqual([customer.email, customer.metadata, customer.tax_exempt], [null, {}, 'none']);
    assert.match(String(customer.invoice_prefix), /^[A-Z0-9]{8}$/);
  });

  it('is announced, with the request that made it', async () => {
    const customer = await stripe.customers.create({ name: 'Event' }, { idempotencyKey: 'announce' });
    const [event] = await eventsOf(customer.id);
    assert.equal(event?.type, 'customer.created');
    assert.deepEqual(event?.request, { id: customer.lastResponse.requestId, idempotency_key: 'announce' });
    assert.deepEqual({ ...event?.data.object }, JSON.parse(JSON.stringify(customer)));
  });

  it('changes only what is named and tells what it was', async () => {
    const before = await stripe.customers.create({
      name: 'A',
      email: 'a@example.com',
      metadata: { kept: '1', gone: '2' },
    });
    const after = await stripe.customers.update(before.id, { name: 'B', metadata: { gone: '', added: '3' } });
    assert.deepEqual([after.name, after.email, after.metadata], ['B', 'a@example.com', { kept: '1', added: '3' }]);
    const [event] = await eventsOf(before.id);
    assert.equal(event?.type, 'customer.updated');
    const previous = event?.data as Stripe.Event.Data;
    assert.deepEqual(previous.previous_attributes, { name: 'A', metadata: { gone: '2', added: null } });
  });

  it('loses what is set to nothing', async () => {
    const { id } = await stripe.customers.create({
      email: 'a@example.com',
      address: { city: 'Ulm' },
      metadata: { a: '1' },
      tax_exempt: 'exempt',
      business_name: 'B',
    });
    const unset = { email: '', address: '', metadata: '', tax_exempt: '', business_name: '' } as const;
    const customer = await stripe.customers.update(id, unset);
    assert.deepEqual(
      [customer.email, customer.address, customer.metadata, customer.tax_exempt],
      [null, null, {}, 'none'],
    );
    assert.equal('business_name' in customer, false);
  });

  it('that did not change is not announced', async () => {
    const { id } = await stripe.customers.create({ name: 'Same' });
    await stripe.customers.update(id, { name: 'Same' });
    await stripe.customers.update(id, {});
    assert.deepEqual(
      (await eventsOf(id)).map(({ type }) => type),
      ['customer.created'],
    );
  });

  it('is deleted for good, and still answers that it was', async () => {
    const { id } = await stripe.customers.create({ name: 'Gone' });
    const deleted = { id, object: 'customer', deleted: true };
    assert.deepEqual({ ...(await stripe.customers.del(id)) }, deleted);
    assert.deepEqual({ ...(await stripe.customers.retrieve(id)) }, deleted);
    await assert.rejects(stripe.customers.del(id), { statusCode: 404, code: 'resource_missing' });
    await assert.rejects(stripe.customers.update(id, { name: 'Back' }), { statusCode: 404 });
    const [event] = await eventsOf(id);
    assert.deepEqual(
      [event?.type, (event?.data.object as Stripe.Customer | undefined)?.name],
      ['customer.deleted', 'Gone'],
    );
  });

  it('of another merchant does not exist', async () => {
    const other = await api.otherMerchant();
    const { id } = await other.customers.create({ name: 'Other' });
    const missing = { statusCode: 404, code: 'resource_missing', message: `No such customer: '${id}'` };
    await assert.rejects(stripe.customers.retrieve(id), missing);
    await assert.rejects(stripe.customers.update(id, { name: 'Mine' }), missing);
    await assert.rejects(stripe.customers.del(id), missing);
    await assert.rejects(stripe.customers.list({ starting_after: id }), { statusCode: 400 });
    assert.equal(((await other.customers.retrieve(id)) as Stripe.Customer).name, 'Other');
  });

  it('is refused with values that cannot be', async () => {
    const cases: [Stripe.CustomerCreateParams, string][] = [
      [{ email: 'nobody' }, 'email'],
      [{ name: 'x'.repeat(257) }, 'name'],
      [{ balance: 1.5 }, 'balance'],
      [{ tax_exempt: 'maybe' }, 'tax_exempt'],
      [{ invoice_prefix: 'a' }, 'invoice_prefix'],
      [{ shipping: { name: 'x' } as never }, 'shipping[address]'],
      [{ address: { town: 'x' } as never }, 'address[town]'],
      [{ preferred_locales: [''] }, 'preferred_locales[0]'],
      [{ test_clock: 'clock_none' }, 'test_clock'],
      [{ payment_method: 'pm_1' }, 'payment_method'],
    ];
    for (const [params, param] of cases)
      await assert.rejects(stripe.customers.create(params), { statusCode: 400, param });
  });

  it('cannot have more than fifty metadata keys over time', async () => {
    const keys = (from: number, count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${from + index}`, 'v']));
    const { id } = await stripe.customers.create({ metadata: keys(0, 50) });
    await assert.rejects(stripe.customers.update(id, { metadata: keys(50, 1) }), {
      param: 'metadata',
      statusCode: 400,
    });
    await stripe.customers.update(id, { metadata: { k0: '', ...keys(50, 1) } });
  });
});

describe('the list of customers', () => {
  it('is narrowed by e-mail, exactly', async () => {
    const email = 'Exact@example.com';
    const { id } = await stripe.customers.create({ email });
    assert.deepEqual(
      (await stripe.customers.list({ email })).data.map((each) => each.id),
      [id],
    );
    assert.equal((await stripe.customers.list({ email: email.toLowerCase() })).data.length, 0);
  });

  it('is narrowed by time of creation, to the second', async () => {
    const { id, created } = await stripe.customers.create({ email: 'time@example.com' });
    const found = async (range: Stripe.CustomerListParams['created']) =>
      (await stripe.customers.list({ email: 'time@example.com', created: range })).data.map((each) => each.id);
    assert.deepEqual(await found(created), [id]);
    assert.deepEqual(await found({ gte: created, lte: created }), [id]);
    assert.deepEqual(await found({ gt: created }), []);
    assert.deepEqual(await found({ lt: created }), []);
  });

  it('shows customers on a clock only when that clock is named, and deleted ones never', async () => {
    const clock = await stripe.testHelpers.testClocks.create({ frozen_time: 1_800_000_000 });
    const email = 'clock@example.com';
    const { id } = await stripe.customers.create({ email, test_clock: clock.id });
    assert.equal((await stripe.customers.list({ email })).data.length, 0);
    assert.deepEqual(
      (await stripe.customers.list({ test_clock: clock.id })).data.map((each) => each.id),
      [id],
    );
    await stripe.customers.del(id);
    assert.equal((await stripe.customers.list({ test_clock: clock.id })).data.length, 0);
    await assert.rejects(stripe.customers.list({ test_clock: 'clock_none' }), { statusCode: 400, param: 'test_clock' });
  });
});
