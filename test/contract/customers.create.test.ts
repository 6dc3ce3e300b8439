// stripe.customers.create: the whole object, every parameter's limits, idempotency, expansion. See also server/src/inbound/v1/customers.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { openTestApi, type TestApi } from '../api.ts';
import { testIdempotency } from './idempotency.ts';
import { records } from './records.ts';
import * as refusals from './refusals.ts';
import { assertRefused, badRequest, empty, type Refusal } from './refusals.ts';
import { assertWhole } from './shapes.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

const create = (params: object, options?: Stripe.RequestOptions) =>
  api.stripe.customers.create(params as Stripe.CustomerCreateParams, options);

const names = (count: number, length: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [String(index).padStart(length, 'k'), 'v']));

describe('customers.create', () => {
  test('answers with the whole customer, also when nothing is said about him', async () => {
    const customer = await create({});
    assertWhole(customer);
    const { id, created, invoice_prefix, ...rest } = { ...customer };
    assert.match(id, /^cus_[0-9A-Za-z]{14}$/);
    assert.ok(Math.abs(created - Date.now() / 1000) < 60);
    assert.match(String(invoice_prefix), /^[A-Z0-9]{8}$/);
    assert.deepEqual(rest, {
      object: 'customer',
      address: null,
      balance: 0,
      currency: null,
      customer_account: null,
      default_source: null,
      delinquent: false,
      description: null,
      discount: null,
      email: null,
      invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
      livemode: false,
      metadata: {},
      name: null,
      next_invoice_sequence: 1,
      phone: null,
      preferred_locales: [],
      shipping: null,
      tax_exempt: 'none',
      test_clock: null,
    });
    assert.deepEqual({ ...(await api.stripe.customers.retrieve(id)) }, { ...customer });
  });

  test('keeps text exactly, whatever characters it is made of', async () => {
    const name = 'Ännchen & “O’Neil” =+%?#[]\n\t☃ 𝕏 مرحبا';
    const customer = await create({ name, metadata: { 'key with spaces & signs': name, ключ: '' } });
    assert.equal(customer.name, name);
    assert.deepEqual(customer.metadata, { 'key with spaces & signs': name });
  });

  test('takes text and metadata up to their limits', async () => {
    const metadata = { ...names(49, 40), last: 'x'.repeat(500) };
    const customer = await create({ name: 'x'.repeat(256), description: 'x'.repeat(5000), metadata });
    assert.equal(customer.name?.length, 256);
    assert.equal(customer.description?.length, 5000);
    assert.deepEqual(customer.metadata, metadata);
  });

  test('takes empty values as not given', async () => {
    const customer = await create({
      name: '',
      email: '',
      address: '',
      shipping: '',
      metadata: '',
      preferred_locales: '',
    });
    assert.deepEqual([customer.name, customer.email, customer.address, customer.shipping], [null, null, null, null]);
    assert.deepEqual([customer.metadata, customer.preferred_locales], [{}, []]);
  });

  test('in live mode makes a live customer, whom a test key does not find', async () => {
    const live = await api.liveMode();
    const customer = await live.customers.create({ name: 'Live' });
    assert.equal(customer.livemode, true);
    await assertRefused(api.stripe.customers.retrieve(customer.id), refusals.notFound('customer', customer.id));
  });

  test('answers the same in every version', async () => {
    const old = await create({ name: 'Old' }, { apiVersion: '2022-08-01' });
    const now = await create({ name: 'New' }, { apiVersion: '2026-09-30.preview' });
    assert.deepEqual(Object.keys(old), Object.keys(now));
    assertWhole(old);
  });

  describe('under an idempotency key', () => {
    const email = 'keyed@example.com';
    testIdempotency({
      post: (options) => create({ email }, options),
      other: (options) => create({ email, name: 'Other' }, options),
      refused: (options) => create({ email, test_clock: 'clock_none' }, options),
      malformed: (options) => create({ emial: email }, options),
      count: async () => (await api.stripe.customers.list({ email, limit: 100 })).data.length,
    });

    test('another merchant may use the same key', async () => {
      const other = await api.otherMerchant();
      const mine = await create({ name: 'Same' }, { idempotencyKey: 'shared' });
      const his = await other.customers.create({ name: 'Same' }, { idempotencyKey: 'shared' });
      assert.notEqual(his.id, mine.id);
      const live = await (await api.liveMode()).customers.create({ name: 'Same' }, { idempotencyKey: 'shared' });
      assert.equal(live.livemode, true);
    });
  });

  describe('expands', () => {
    test('the test clock', async () => {
      const clock = await api.stripe.testHelpers.testClocks.create({ frozen_time: 1_800_000_000 });
      const customer = await create({ test_clock: clock.id, expand: ['test_clock'] });
      assertWhole(customer);
      assert.deepEqual({ ...(customer.test_clock as Stripe.TestHelpers.TestClock) }, { ...clock });
    });

    test('nothing where there is nothing', async () => {
      const paths = ['test_clock', 'default_source', 'invoice_settings.default_payment_method'];
      const customer = await create({ expand: paths });
      assert.deepEqual([customer.test_clock, customer.default_source], [null, null]);
    });
  });

  describe('is refused, and nothing changes,', () => {
    const refused = (title: string, params: object, expected: Refusal) =>
      test(title, async () => {
        const before = await records(api.database);
        await assertRefused(create(params), expected);
        assert.deepEqual(await records(api.database), before);
      });
    const meta = { param: 'metadata' };
    refused('with an unknown parameter', { nam: 'x' }, refusals.unknown('nam'));
    refused('with several unknown parameters', { a: 1, b: 2, name: 'x' }, refusals.unknown('a', 'b'));
    refused('with an unknown parameter inside', { address: { town: 'x' } }, refusals.unknown('address[town]'));
    refused(
      'with a hash for text',
      { name: { first: 'x' } },
      badRequest('Invalid string: {"first":"x"}', { param: 'name' }),
    );
    refused('with text for a hash', { address: 'Weg 1' }, badRequest('Invalid object', { param: 'address' }));
    refused(
      'with text for an array',
      { preferred_locales: 'de' },
      badRequest('Invalid array', { param: 'preferred_locales' }),
    );
    refused('with words for a number', { balance: 'ten' }, refusals.notAnInteger('balance', 'ten'));
    refused('with a fraction for a number', { balance: 1.5 }, refusals.notAnInteger('balance', '1.5'));
    refused(
      'with a number beyond safety',
      { balance: '9007199254740993' },
      refusals.notAnInteger('balance', '9007199254740993'),
    );
    refused('with an empty number', { balance: '' }, empty('balance'));
    refused('with an empty element', { preferred_locales: ['de', ''] }, empty('preferred_locales[1]'));
    refused('with a name that is too long', { name: 'x'.repeat(257) }, refusals.tooLong('name', 'x'.repeat(257), 256));
    refused(
      'with an e-mail that is none',
      { email: 'nobody' },
      badRequest('Invalid email address: nobody', { code: 'email_invalid', param: 'email' }),
    );
    refused(
      'with a word that is not offered',
      { tax_exempt: 'maybe' },
      refusals.notOneOf('tax_exempt', 'one of none, exempt, or reverse'),
    );
    refused(
      'with a shipping that lacks its address',
      { shipping: { name: 'x' } },
      refusals.missing('shipping[address]'),
    );
    refused(
      'with 51 metadata keys',
      { metadata: names(51, 5) },
      badRequest('You may only specify up to 50 metadata keys.', meta),
    );
    refused(
      'with a metadata key of 41 characters',
      { metadata: names(1, 41) },
      badRequest(`Metadata keys have 1 to 40 characters and no square brackets; '${'k'.repeat(40)}0' does not.`, meta),
    );
    refused(
      'with a metadata value of 501 characters',
      { metadata: { a: 'x'.repeat(501) } },
      badRequest("Metadata values have at most 500 characters; 'a' has more.", meta),
    );
    refused(
      'with metadata inside metadata',
      { metadata: { a: { b: 'c' } } },
      badRequest('Invalid string: {"b":"c"}', { param: 'metadata[a]' }),
    );
    refused('with text for metadata', { metadata: 'x' }, badRequest('Invalid object', meta));
    refused(
      'on an unknown test clock',
      { test_clock: 'clock_none' },
      refusals.noSuch('test_clock', 'clock_none', 'test_clock'),
    );
    refused('on an empty test clock', { test_clock: '' }, empty('test_clock'));
    refused('with what cannot be expanded', { expand: ['email'] }, refusals.notExpandable('email'));
    refused('with what is expanded too deeply', { expand: ['a.b.c.d.e'] }, refusals.tooDeep('a.b.c.d.e'));
    refused(
      'with more than twenty expansions',
      { expand: Array(21).fill('test_clock') },
      badRequest('Invalid array', { param: 'expand' }),
    );
    refused('with a hash of expansions', { expand: { a: 'b' } }, badRequest('Invalid array', { param: 'expand' }));

    test('on a test clock of another merchant', async () => {
      const other = await api.otherMerchant();
      const { id } = await other.testHelpers.testClocks.create({ frozen_time: 1_800_000_000 });
      const before = await records(api.database);
      await assertRefused(create({ test_clock: id }), refusals.noSuch('test_clock', id, 'test_clock'));
      assert.deepEqual(await records(api.database), before);
    });

    test('on a test clock in live mode', async () => {
      const { id } = await api.stripe.testHelpers.testClocks.create({ frozen_time: 1_800_000_000 });
      const live = await api.liveMode();
      await assertRefused(live.customers.create({ test_clock: id }), refusals.noSuch('test_clock', id, 'test_clock'));
    });
  });
});
