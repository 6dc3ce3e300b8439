// stripe.paymentMethods and customers' payment methods: attached, changed, detached, listed, a customer's default, of whom they are.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { openTestApi, type TestApi } from '../api.ts';
import { type LinkedAccount, SUCCESS, TYPED, toldOf, withBanks, writeAccount } from './bank_accounts.ts';
import { testList } from './lists.ts';
import { assertRefused, missing, noSuch, notFound, refusal, unknown } from './refusals.ts';
import { assertWhole } from './shapes.ts';

let api: TestApi;
before(async () => {
  api = await withBanks(await openTestApi());
});
after(() => api.close());

const create = (params: object = TYPED) => api.stripe.paymentMethods.create(params as Stripe.PaymentMethodCreateParams);
const fromAccount = (id: string) => create({ ...TYPED, us_bank_account: { financial_connections_account: id } });
const linked = async (account: LinkedAccount = {}) => fromAccount(await writeAccount(api, account));
const newCustomer = async () => (await api.stripe.customers.create({ name: 'Jenny Rosen' })).id;
const attach = (id: string, customer: string) => api.stripe.paymentMethods.attach(id, { customer });
const types = (object: string) => toldOf(api, object);

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
    const [one, other] = [await attach(SUCCESS, customer), await attach(SUCCESS, customer)];
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
    const { id } = await attach(SUCCESS, customer);
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
    const { id } = await attach(SUCCESS, customer);
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
      for (let index = 0; index < 11; index += 1) ids.unshift((await attach(SUCCESS, customer)).id);
      return ids;
    },
    foreign: async () => (await (await api.otherMerchant()).paymentMethods.create(TYPED as never)).id,
  });

  test('holds what is nobody’s, too, unless a customer is named, and nothing detached', async () => {
    const { id } = await linked();
    const other = await newCustomer();
    const mine = (await attach(SUCCESS, other)).id;
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

  test('of a connected account are its own', async () => {
    const { id: account } = await api.stripe.accounts.create({ type: 'custom', country: 'US' });
    const acting = { stripeAccount: account };
    const { id } = await api.stripe.paymentMethods.create(TYPED, acting);
    assert.equal((await api.stripe.paymentMethods.retrieve(id, {}, acting)).id, id);
    await assertRefused(api.stripe.paymentMethods.retrieve(id), notFound('PaymentMethod', id));
    const intent = await api.stripe.setupIntents.create({ payment_method: id }, acting);
    const { client_secret } = intent;
    const page = api.sdk({}, api.keys.publishable).setupIntents;
    assert.equal((await page.retrieve(intent.id, { client_secret } as never, acting)).status, 'requires_confirmation');
    assert.equal((await refusal(page.retrieve(intent.id, { client_secret } as never))).status, 404);
  });

  test('of test mode, and test tokens, are nothing to a live key', async () => {
    const { id } = await linked();
    await assertRefused((await api.liveMode()).paymentMethods.retrieve(id), notFound('PaymentMethod', id));
    const live = (await api.liveMode()).paymentMethods.create(TYPED as never);
    assert.equal((await live).livemode, true);
    const customer = (await (await api.liveMode()).customers.create({})).id;
    const named = (await api.liveMode()).paymentMethods.attach(SUCCESS, { customer });
    await assertRefused(named, notFound('PaymentMethod', SUCCESS));
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
    const { id } = await attach(SUCCESS, customer);
    const method = await api.stripe.paymentMethods.retrieve(id, { expand: ['customer'] });
    assert.equal((method.customer as Stripe.Customer).id, customer);
    assert.deepEqual(
      await refusal(api.stripe.paymentMethods.retrieve('pm_none')),
      notFound('PaymentMethod', 'pm_none'),
    );
  });
});
