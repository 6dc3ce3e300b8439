// stripe.paymentMethods and customers' payment methods: made from linked accounts, numbers and test names; attached, changed, detached.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { openTestApi, type TestApi } from '../api.ts';
import { type LinkedAccount, withBanks, writeAccount } from './bank_accounts.ts';
import { testIdempotency } from './idempotency.ts';
import { testList } from './lists.ts';
import { assertRefused, exclusive, missing, noSuch, notFound, notOneOf, refusal, unknown } from './refusals.ts';
import { assertWhole } from './shapes.ts';

let api: TestApi;
before(async () => {
  api = await withBanks(await openTestApi());
});
after(() => api.close());

const NUMBER = { routing_number: '110000000', account_number: '000123456789' };
const TYPED = { type: 'us_bank_account', us_bank_account: NUMBER, billing_details: { name: 'Jenny Rosen' } };
const create = (params: object = TYPED, options?: Stripe.RequestOptions) =>
  api.stripe.paymentMethods.create(params as Stripe.PaymentMethodCreateParams, options);
const fromAccount = (id: string) => create({ ...TYPED, us_bank_account: { financial_connections_account: id } });
const linked = async (account: LinkedAccount = {}) => fromAccount(await writeAccount(api, account));
const newCustomer = async () => (await api.stripe.customers.create({ name: 'Jenny Rosen' })).id;
const attach = (id: string, customer: string) => api.stripe.paymentMethods.attach(id, { customer });
const types = async (object: string) => {
  const { data } = await api.stripe.events.list({ limit: 100 });
  return data
    .filter((event) => (event.data.object as { id?: string }).id === object)
    .map(({ type }) => type)
    .toReversed();
};
const ACCOUNT_PARAM = 'us_bank_account[financial_connections_account]';

describe('paymentMethods.create', () => {
  test('makes one from a linked account, with its number and its bank', async () => {
    const account = await writeAccount(api, { subcategory: 'savings' });
    const method = await fromAccount(account);
    assertWhole(method);
    const { id, created, ...rest } = { ...method };
    assert.match(id, /^pm_[0-9A-Za-z]{24}$/);
    assert.ok(Math.abs(created - Date.now() / 1000) < 60);
    const nowhere = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };
    assert.deepEqual(rest, {
      object: 'payment_method',
      allow_redisplay: 'unspecified',
      billing_details: { address: nowhere, email: null, name: 'Jenny Rosen', phone: null, tax_id: null },
      customer: null,
      customer_account: null,
      livemode: false,
      metadata: {},
      type: 'us_bank_account',
      us_bank_account: {
        account_holder_type: 'individual',
        account_type: 'savings',
        bank_name: 'Bank (OAuth)',
        financial_connections_account: account,
        fingerprint: method.us_bank_account?.fingerprint,
        last4: '4321',
        networks: { preferred: 'ach', supported: ['ach'] },
        routing_number: '110000000',
        status_details: {},
      },
    });
    assert.match(String(method.us_bank_account?.fingerprint), /^[0-9A-Za-z]{16}$/);
    assert.deepEqual({ ...(await api.stripe.paymentMethods.retrieve(id)) }, { ...method });
  });

  test('makes one from a number, and says everything that it was told', async () => {
    const billing_details = {
      name: 'R & S',
      email: 'rs@example.com',
      phone: '+1 555',
      tax_id: '12',
      address: { city: 'Ulm' },
    };
    const us_bank_account = { ...NUMBER, account_holder_type: 'company', account_type: 'savings' };
    const method = await create({
      ...{ type: 'us_bank_account', us_bank_account, billing_details },
      ...{ allow_redisplay: 'always', metadata: { order: '7' } },
    });
    assertWhole(method);
    const { account_number: _, ...shown } = us_bank_account;
    const { bank_name, last4, financial_connections_account, ...bank } = method.us_bank_account!;
    assert.deepEqual([bank_name, last4, financial_connections_account], ['STRIPE TEST BANK', '6789', null]);
    for (const [name, value] of Object.entries(shown)) assert.equal(bank[name as keyof typeof bank], value);
    assert.equal(method.billing_details.address?.city, 'Ulm');
    assert.deepEqual([method.allow_redisplay, method.metadata], ['always', { order: '7' }]);
  });

  test('has one fingerprint per account of a merchant, and no digits anywhere', async () => {
    const [one, same, other] = [await create(), await create(), await linked()];
    assert.equal(one.us_bank_account?.fingerprint, same.us_bank_account?.fingerprint);
    assert.notEqual(one.us_bank_account?.fingerprint, other.us_bank_account?.fingerprint);
    const foreign = await (await api.otherMerchant()).paymentMethods.create(TYPED as never);
    assert.notEqual(one.us_bank_account?.fingerprint, foreign.us_bank_account?.fingerprint);
    const kept = await api.database.kysely.selectFrom('payment_methods').selectAll().execute();
    const text = JSON.stringify([kept, api.log, (await api.stripe.events.list({ limit: 100 })).data]);
    for (const digits of [NUMBER.account_number, '000987654321']) assert.equal(text.includes(digits), false);
  });

  const refused: [string, LinkedAccount, RegExp, string?][] = [
    ['inactive', { status: 'inactive' }, /is inactive/, 'financial_connections_account_inactive'],
    ['disconnected', { status: 'disconnected' }, /is disconnected/, 'financial_connections_account_inactive'],
    ['without the permission', { permissions: ['balances'] }, /permission 'payment_method'/],
    ['that no payment can use', { subcategory: 'credit_card' }, /cannot be debited/],
    [
      'whose number is still being made',
      { number_status: 'pending' },
      /still making/,
      'financial_connections_account_pending_account_numbers',
    ],
    [
      'whose number is dead',
      { number_status: 'expired' },
      /no number that works/,
      'financial_connections_account_unavailable_account_numbers',
    ],
    ['without a number', { number: null }, /no number/, 'financial_connections_account_unavailable_account_numbers'],
  ];
  for (const [title, account, message, code] of refused) {
    test(`refuses an account ${title}`, async () => {
      const told = await refusal(linked(account));
      assert.match(told.message, message);
      assert.deepEqual([told.status, told.param, told.code], [400, ACCOUNT_PARAM, code]);
    });
  }

  test('refuses an account that is not there, or is somebody else’s', async () => {
    const there = await writeAccount(api);
    await assertRefused(fromAccount('fca_none'), noSuch('account', 'fca_none', ACCOUNT_PARAM));
    const other = (await api.otherMerchant()).paymentMethods.create({
      type: 'us_bank_account',
      us_bank_account: { financial_connections_account: there },
    });
    await assertRefused(other, noSuch('account', there, ACCOUNT_PARAM));
  });

  const bank = (us_bank_account: object) => create({ type: 'us_bank_account', us_bank_account });
  test('refuses numbers that are none, and says which', async () => {
    for (const routing_number of ['110000001', '11000000', '11000000a', '1100000000']) {
      const { code, param } = await refusal(bank({ ...NUMBER, routing_number }));
      assert.deepEqual([code, param], ['routing_number_invalid', 'us_bank_account[routing_number]'], routing_number);
    }
    for (const account_number of ['123', '123456789012345678', '12 34567']) {
      const { code, param } = await refusal(bank({ ...NUMBER, account_number }));
      assert.deepEqual([code, param], ['account_number_invalid', 'us_bank_account[account_number]'], account_number);
    }
  });

  test('refuses what is missing, what does not go together and what it does not know', async () => {
    await assertRefused(create({}), missing('type'));
    await assertRefused(create({ type: 'card' }), notOneOf('type', 'us_bank_account'));
    await assertRefused(create({ type: 'us_bank_account' }), missing('us_bank_account'));
    await assertRefused(bank({ routing_number: '110000000' }), missing('us_bank_account[account_number]'));
    await assertRefused(bank({ account_number: '000123456789' }), missing('us_bank_account[routing_number]'));
    await assertRefused(
      bank({ ...NUMBER, financial_connections_account: 'fca_1' }),
      exclusive(ACCOUNT_PARAM, 'us_bank_account[account_number]'),
    );
    await assertRefused(create({ ...TYPED, card: { token: 'tok' } }), unknown('card'));
    await assertRefused(create({ ...TYPED, billing_details: { nick: 'J' } }), unknown('billing_details[nick]'));
  });

  testIdempotency({
    post: (options) => create(TYPED, options),
    other: (options) => create({ ...TYPED, allow_redisplay: 'limited' }, options),
    refused: (options) => create({ ...TYPED, us_bank_account: { financial_connections_account: 'fca_none' } }, options),
    malformed: (options) => create({ type: 'us_bank_account', us_bank_account: { x: '1' } }, options),
    count: async () =>
      (
        await api.database.kysely
          .selectFrom('payment_methods')
          .select('id')
          .where('merchant', '=', api.merchant.id)
          .execute()
      ).length,
  });
});

describe('paymentMethods.attach and detach', () => {
  test('give a payment method to a customer, and take it away for good', async () => {
    const customer = await newCustomer();
    const { id } = await linked();
    assert.equal((await attach(id, customer)).customer, customer);
    assert.equal((await attach(id, customer)).customer, customer);
    assert.equal((await api.stripe.customers.retrievePaymentMethod(customer, id)).id, id);
    const detached = await api.stripe.paymentMethods.detach(id);
    assertWhole(detached);
    assert.equal(detached.customer, null);
    assert.deepEqual(await types(id), ['payment_method.attached', 'payment_method.detached']);
    assert.match((await refusal(attach(id, customer))).message, /may not be used again/);
    assert.match((await refusal(api.stripe.paymentMethods.detach(id))).message, /is not attached to a customer/);
    await assertRefused(api.stripe.customers.retrievePaymentMethod(customer, id), notFound('PaymentMethod', id));
    assert.equal((await api.stripe.paymentMethods.retrieve(id)).id, id);
  });

  test('leave a linked account without a holder as it is', async () => {
    const account = await writeAccount(api);
    await attach((await fromAccount(account)).id, await newCustomer());
    assert.equal((await api.stripe.financialConnections.accounts.retrieve(account)).account_holder, null);
  });

  test('refuse the linked account of another customer', async () => {
    const [owner, other] = [await newCustomer(), await newCustomer()];
    const { id } = await linked({ customer: owner });
    const { param, message } = await refusal(attach(id, other));
    assert.deepEqual([param, /belongs to somebody else/.test(message)], ['customer', true]);
    assert.equal((await attach(id, owner)).customer, owner);
    assert.match((await refusal(attach(id, other))).message, /already been attached/);
  });

  test('refuse a number that nobody has proved', async () => {
    const { message } = await refusal(attach((await create()).id, await newCustomer()));
    assert.match(message, /not verified/);
  });

  test('make a new payment method of a test name', async () => {
    const customer = await newCustomer();
    const [one, other] = [
      await attach('pm_usBankAccount_success', customer),
      await attach('pm_usBankAccount_success', customer),
    ];
    assert.notEqual(one.id, other.id);
    assert.deepEqual([one.us_bank_account?.last4, one.customer], ['6789', customer]);
    assert.equal((await attach('pm_usBankAccount_accountClosed', customer)).us_bank_account?.last4, '1113');
    await assertRefused(attach('pm_usBankAccount_none', customer), notFound('PaymentMethod', 'pm_usBankAccount_none'));
    await assertRefused(attach('constructor', customer), notFound('PaymentMethod', 'constructor'));
  });

  test('refuse a customer who is not there', async () => {
    const { id } = await linked();
    await assertRefused(attach(id, 'cus_none'), noSuch('customer', 'cus_none', 'customer'));
    await assertRefused(api.stripe.paymentMethods.attach(id, {} as never), missing('customer'));
  });

  test('follow a customer who is deleted', async () => {
    const customer = await newCustomer();
    const { id } = await attach('pm_usBankAccount_success', customer);
    await api.stripe.customers.del(customer);
    assert.equal((await api.stripe.paymentMethods.retrieve(id)).customer, null);
    assert.deepEqual(await types(id), ['payment_method.attached', 'payment_method.detached']);
  });
});

describe('paymentMethods.update', () => {
  test('changes what a merchant may say, and tells what was there before', async () => {
    const { id } = await linked();
    const params = {
      billing_details: { email: 'j@example.com', name: '' },
      metadata: { a: '1' },
      allow_redisplay: 'limited',
    };
    const updated = await api.stripe.paymentMethods.update(id, {
      ...(params as Stripe.PaymentMethodUpdateParams),
      us_bank_account: { account_holder_type: 'company' },
    });
    assertWhole(updated);
    assert.deepEqual([updated.billing_details.email, updated.billing_details.name], ['j@example.com', null]);
    assert.deepEqual([updated.metadata, updated.allow_redisplay], [{ a: '1' }, 'limited']);
    assert.equal(updated.us_bank_account?.account_holder_type, 'company');
    const { data } = await api.stripe.events.list({ type: 'payment_method.updated', limit: 1 });
    assert.deepEqual(data[0]?.data.previous_attributes, {
      allow_redisplay: 'unspecified',
      billing_details: { email: null, name: 'Jenny Rosen' },
      metadata: { a: null },
      us_bank_account: { account_holder_type: 'individual' },
    });
    assert.deepEqual({ ...(await api.stripe.paymentMethods.update(id, {})) }, { ...updated });
    assert.deepEqual(await types(id), ['payment_method.updated']);
  });

  test('refuses other numbers', async () => {
    const { id } = await linked();
    const us_bank_account = { account_number: '000123456789' } as never;
    await assertRefused(
      api.stripe.paymentMethods.update(id, { us_bank_account }),
      unknown('us_bank_account[account_number]'),
    );
  });
});

describe('a customer’s default payment method', () => {
  test('is one that is his, is expanded, and ends with it', async () => {
    const customer = await newCustomer();
    const { id } = await attach('pm_usBankAccount_success', customer);
    const invoice_settings = { default_payment_method: id };
    const updated = await api.stripe.customers.update(customer, {
      invoice_settings,
      expand: ['invoice_settings.default_payment_method'],
    });
    assert.equal((updated.invoice_settings.default_payment_method as Stripe.PaymentMethod).customer, customer);
    const stranger = (await linked()).id;
    await assertRefused(
      api.stripe.customers.update(customer, { invoice_settings: { default_payment_method: stranger } }),
      noSuch('PaymentMethod', stranger, 'invoice_settings[default_payment_method]'),
    );
    await api.stripe.paymentMethods.detach(id);
    const after = (await api.stripe.customers.retrieve(customer)) as Stripe.Customer;
    assert.equal(after.invoice_settings.default_payment_method, null);
  });

  test('comes with a customer who is made with it', async () => {
    const { id } = await linked();
    const customer = await api.stripe.customers.create({
      payment_method: id,
      invoice_settings: { default_payment_method: id },
    });
    assert.equal(customer.invoice_settings.default_payment_method, id);
    assert.equal((await api.stripe.paymentMethods.retrieve(id)).customer, customer.id);
    const refused = api.stripe.customers.create({ invoice_settings: { default_payment_method: id } });
    await assertRefused(refused, noSuch('PaymentMethod', id, 'invoice_settings[default_payment_method]'));
  });
});

describe('paymentMethods.list', () => {
  let customer: string;
  before(async () => {
    customer = await newCustomer();
  });

  testList({
    list: (params) => api.stripe.paymentMethods.list({ customer, ...params }),
    url: '/v1/payment_methods',
    noun: 'PaymentMethod',
    async ids() {
      const ids: string[] = [];
      for (let index = 0; index < 11; index += 1) ids.unshift((await attach('pm_usBankAccount_success', customer)).id);
      return ids;
    },
    foreign: async () => (await (await api.otherMerchant()).paymentMethods.create(TYPED as never)).id,
  });

  test('holds what is nobody’s, too, unless a customer is named, and nothing detached', async () => {
    const { id } = await linked();
    const other = await newCustomer();
    const mine = (await attach('pm_usBankAccount_success', other)).id;
    const ids = async (params: object) =>
      (await api.stripe.paymentMethods.list(params)).data.map((method) => method.id);
    assert.deepEqual((await ids({ limit: 2 })).toSorted(), [id, mine].toSorted());
    assert.deepEqual(await ids({ customer: other }), [mine]);
    assert.deepEqual(await ids({ customer: other, type: 'card' }), []);
    assert.deepEqual(await ids({ customer: other, allow_redisplay: 'always' }), []);
    const list = await api.stripe.customers.listPaymentMethods(other, { type: 'us_bank_account' });
    assert.deepEqual([list.url, list.data.map((each) => each.id)], [`/v1/customers/${other}/payment_methods`, [mine]]);
    await api.stripe.paymentMethods.detach(mine);
    assert.deepEqual(await ids({ customer: other }), []);
    await assertRefused(
      api.stripe.paymentMethods.list({ customer: 'cus_none' }),
      noSuch('customer', 'cus_none', 'customer'),
    );
  });
});

describe('payment methods', () => {
  test('of another merchant are not there', async () => {
    const { id } = await linked();
    const other = await api.otherMerchant();
    const customer = (await other.customers.create({})).id;
    const calls = [
      () => other.paymentMethods.retrieve(id),
      () => other.paymentMethods.update(id, { metadata: { a: '1' } }),
      () => other.paymentMethods.attach(id, { customer }),
      () => other.paymentMethods.detach(id),
      () => other.customers.retrievePaymentMethod(customer, id),
    ];
    for (const call of calls) await assertRefused(call(), notFound('PaymentMethod', id));
    assert.deepEqual(await types(id), []);
  });

  test('of test mode are named by a live key’s refusal', async () => {
    const { id } = await linked();
    const told = await refusal((await api.liveMode()).paymentMethods.retrieve(id));
    assert.match(told.message, /a similar object exists in test mode/);
    const live = (await api.liveMode()).paymentMethods.create(TYPED as never);
    assert.equal((await live).livemode, true);
    const customer = (await (await api.liveMode()).customers.create({})).id;
    const named = (await api.liveMode()).paymentMethods.attach('pm_usBankAccount_success', { customer });
    await assertRefused(named, notFound('PaymentMethod', 'pm_usBankAccount_success'));
  });

  test('show a dead tokenized number as unusable in versions that do not know the reason', async () => {
    const { id } = await linked();
    await api.database.kysely
      .updateTable('payment_methods')
      .set({ blocked_reason: 'tokenized_account_number_deactivated', blocked_code: 'R04' })
      .where('id', '=', id as `pm_${string}`)
      .execute();
    const reason = async (apiVersion?: string) => {
      const method = await api.stripe.paymentMethods.retrieve(id, {}, apiVersion ? { apiVersion } : {});
      return method.us_bank_account?.status_details?.blocked;
    };
    assert.deepEqual(await reason(), { network_code: 'R04', reason: 'tokenized_account_number_deactivated' });
    assert.equal((await reason('2025-09-30.clover'))?.reason, 'bank_account_unusable');
    assert.equal((await reason('2025-11-17.clover'))?.reason, 'tokenized_account_number_deactivated');
  });

  test('expand their customer', async () => {
    const customer = await newCustomer();
    const { id } = await attach('pm_usBankAccount_success', customer);
    const method = await api.stripe.paymentMethods.retrieve(id, { expand: ['customer'] });
    assert.equal((method.customer as Stripe.Customer).id, customer);
    assert.deepEqual(
      await refusal(api.stripe.paymentMethods.retrieve('pm_none')),
      notFound('PaymentMethod', 'pm_none'),
    );
  });
});
