// stripe.setupIntents before they are confirmed: create, update, cancel, list; which payment methods they take.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { openTestApi, type TestApi } from '../api.ts';
import { linkedData, MANDATE, SUCCESS, TYPED, toldOf, withBanks } from './bank_accounts.ts';
import { testIdempotency } from './idempotency.ts';
import { testList } from './lists.ts';
import { assertRefused, exclusive, noSuch, notOneOf, refusal, unknown } from './refusals.ts';
import { assertWhole } from './shapes.ts';

let api: TestApi;
before(async () => {
  api = await withBanks(await openTestApi());
});
after(() => api.close());

type CreateParams = Stripe.SetupIntentCreateParams & { payment_method_types?: string[] };
const create = (params: object = {}, options?: Stripe.RequestOptions) =>
  api.stripe.setupIntents.create(params as CreateParams, options);
const newCustomer = async () => (await api.stripe.customers.create({ name: 'Jenny Rosen' })).id;
const methodOf = (intent: Stripe.SetupIntent) => api.stripe.paymentMethods.retrieve(String(intent.payment_method));
const told = (object: string) => toldOf(api, object);

describe('setupIntents.create', () => {
  test('answers with the whole intent, also when nothing is said about it', async () => {
    const intent = await create();
    assertWhole(intent);
    const { id, created, client_secret, ...rest } = { ...intent };
    assert.match(id, /^seti_[0-9A-Za-z]{24}$/);
    assert.match(String(client_secret), new RegExp(`^${id}_secret_[0-9A-Za-z]{25}$`));
    assert.ok(Math.abs(created - Date.now() / 1000) < 60);
    assert.deepEqual(rest, {
      object: 'setup_intent',
      allowed_payment_method_types: null,
      application: null,
      automatic_payment_methods: null,
      cancellation_reason: null,
      customer: null,
      customer_account: null,
      description: null,
      excluded_payment_method_types: null,
      flow_directions: null,
      last_setup_error: null,
      latest_attempt: null,
      livemode: false,
      mandate: null,
      metadata: {},
      next_action: null,
      on_behalf_of: null,
      payment_method: null,
      payment_method_configuration_details: null,
      payment_method_options: { us_bank_account: { mandate_options: {}, verification_method: 'automatic' } },
      payment_method_types: ['us_bank_account'],
      single_use_mandate: null,
      status: 'requires_payment_method',
      usage: 'off_session',
    });
    assert.deepEqual({ ...(await api.stripe.setupIntents.retrieve(id)) }, { ...intent });
    assert.deepEqual(await told(id), ['setup_intent.created']);
    const { data } = await api.stripe.events.list({ type: 'setup_intent.created', limit: 1 });
    assert.equal((data[0]!.data.object as Stripe.SetupIntent).client_secret, null);
  });

  test('is ready to be confirmed with a linked account, as the guide makes it', async () => {
    const customer = await newCustomer();
    const payment_method_data = await linkedData(api, { customer });
    const intent = await create({ customer, payment_method_types: ['us_bank_account'], payment_method_data });
    assert.deepEqual([intent.status, intent.customer], ['requires_confirmation', customer]);
    const method = await methodOf(intent);
    assert.equal(
      method.us_bank_account?.financial_connections_account,
      payment_method_data.us_bank_account.financial_connections_account,
    );
    assert.equal(method.customer, null);
  });

  test('keeps what is said about how the account is collected', async () => {
    const financial_connections = {
      filters: { account_subcategories: ['savings'], institution: 'fcinst_Qn1aNn8l07746s' },
      manual_entry: { mode: 'automatic' },
      permissions: ['payment_method', 'balances'],
      prefetch: ['balances'],
      return_url: 'https://example.com/back',
    };
    const us_bank_account = {
      financial_connections,
      mandate_options: { collection_method: 'paper' },
      verification_method: 'microdeposits',
    };
    const intent = await create({
      ...{
        payment_method_options: { us_bank_account },
        description: 'Rent',
        usage: 'on_session',
        metadata: { a: '1' },
      },
      ...{ automatic_payment_methods: { enabled: true } },
    });
    assertWhole(intent);
    assert.deepEqual(intent.payment_method_options, { us_bank_account });
    assert.deepEqual([intent.description, intent.usage, intent.metadata], ['Rent', 'on_session', { a: '1' }]);
    assert.deepEqual(intent.automatic_payment_methods, { allow_redirects: 'always', enabled: true });
  });

  test('takes the types by either name, and shows the newer one to newer versions', async () => {
    const types = ['us_bank_account', 'card'];
    assert.deepEqual((await create({ payment_method_types: types })).payment_method_types, types);
    const intent = await create({ allowed_payment_method_types: types });
    assert.deepEqual([intent.payment_method_types, intent.allowed_payment_method_types], [types, types]);
    const older = await api.stripe.setupIntents.retrieve(intent.id, {}, { apiVersion: '2026-06-24.dahlia' });
    assert.equal('allowed_payment_method_types' in older, false);
    assert.equal((await refusal(create({ payment_method_types: ['card'] }))).param, 'payment_method_types');
  });

  test('is confirmed at once where that is asked for', async () => {
    const customer = await newCustomer();
    const made = { customer, confirm: true, mandate_data: MANDATE };
    const intent = await create({ ...made, payment_method_data: await linkedData(api, { customer }) });
    assert.deepEqual([intent.status, (await methodOf(intent)).customer], ['succeeded', customer]);
    assert.deepEqual(await told(intent.id), ['setup_intent.created', 'setup_intent.succeeded']);
    const named = await create({ ...made, payment_method: SUCCESS });
    assert.equal(named.status, 'succeeded');
  });

  test('refuses what does not go together', async () => {
    await assertRefused(
      create({ payment_method: 'pm_1', payment_method_data: TYPED }),
      exclusive('payment_method', 'payment_method_data'),
    );
    assert.equal((await refusal(create({ mandate_data: MANDATE }))).param, 'mandate_data');
    assert.equal((await refusal(create({ return_url: 'https://example.com' }))).param, 'return_url');
    await assertRefused(create({ payment_method: 'pm_none' }), noSuch('PaymentMethod', 'pm_none', 'payment_method'));
    await assertRefused(create({ customer: 'cus_none' }), noSuch('customer', 'cus_none', 'customer'));
    await assertRefused(create({ usage: 'never' }), notOneOf('usage', 'one of off_session or on_session'));
    await assertRefused(create({ attach_to_self: true }), unknown('attach_to_self'));
    const bank = (us_bank_account: object) => create({ payment_method_options: { us_bank_account } });
    const name = 'payment_method_options[us_bank_account][financial_connections]';
    const { param } = await refusal(bank({ financial_connections: { permissions: ['balances'] } }));
    assert.equal(param, `${name}[permissions]`);
    await assertRefused(
      bank({ financial_connections: { filters: { institution: 'fcinst_none' } } }),
      noSuch('institution', 'fcinst_none', `${name}[filters][institution]`),
    );
    await assertRefused(
      create({ payment_method_data: { ...TYPED, us_bank_account: { financial_connections_account: 'fca_none' } } }),
      noSuch('account', 'fca_none', 'payment_method_data[us_bank_account][financial_connections_account]'),
    );
  });

  testIdempotency({
    post: (options) => create({ description: 'Once' }, options),
    other: (options) => create({ description: 'Twice' }, options),
    refused: (options) => create({ customer: 'cus_none' }, options),
    malformed: (options) => create({ usage: 'x' }, options),
    count: async () => (await api.stripe.events.list({ type: 'setup_intent.created', limit: 100 })).data.length,
  });
});

describe('a setup intent takes payment methods of its customer only', () => {
  const refusedWith = async (params: object, message: RegExp, param: string) => {
    const told_ = await refusal(create(params));
    assert.match(told_.message, message);
    assert.equal(told_.param, param);
  };

  test('not those of another customer, nor a customer’s without naming him', async () => {
    const [owner, customer] = [await newCustomer(), await newCustomer()];
    const { id } = await api.stripe.paymentMethods.attach(SUCCESS, { customer: owner });
    await refusedWith(
      { customer, payment_method: id },
      /does not belong to the Customer you supplied/,
      'payment_method',
    );
    await refusedWith({ payment_method: id }, /Please include the Customer/, 'payment_method');
    assert.equal((await create({ customer: owner, payment_method: id })).status, 'requires_confirmation');
    await api.stripe.paymentMethods.detach(id);
    await refusedWith({ customer: owner, payment_method: id }, /may not be used again/, 'payment_method');
  });

  test('not those of linked accounts that are another’s, or nobody’s', async () => {
    const [owner, customer] = [await newCustomer(), await newCustomer()];
    const another = await linkedData(api, { customer: owner });
    await refusedWith({ customer, payment_method_data: another }, /belongs to somebody else/, 'customer');
    await refusedWith({ customer, payment_method_data: await linkedData(api) }, /no account_holder/, 'customer');
    const { id } = await create({ payment_method_data: another });
    const { param } = await refusal(api.stripe.setupIntents.update(id, { customer }));
    assert.equal(param, 'customer');
  });
});

describe('setupIntents.update and cancel', () => {
  test('change an intent before it is confirmed', async () => {
    const customer = await newCustomer();
    const { id } = await create({ metadata: { a: '1', b: '2' } });
    const updated = await api.stripe.setupIntents.update(id, {
      ...{
        customer,
        description: 'Rent',
        metadata: { a: '' },
        payment_method_data: await linkedData(api, { customer }),
      },
      payment_method_options: { us_bank_account: { verification_method: 'instant' } },
    });
    assertWhole(updated);
    assert.deepEqual(
      [updated.status, updated.customer, updated.description, updated.metadata],
      ['requires_confirmation', customer, 'Rent', { b: '2' }],
    );
    assert.equal(updated.payment_method_options?.us_bank_account?.verification_method, 'instant');
  });

  test('change nothing where nothing is said', async () => {
    const { id, ...intent } = await create({ payment_method: SUCCESS });
    assert.deepEqual({ ...(await api.stripe.setupIntents.update(id, {})) }, { id, ...intent });
  });

  test('leave a finished intent its notes', async () => {
    const { id } = await create({ payment_method: SUCCESS, confirm: true, mandate_data: MANDATE });
    assert.equal((await api.stripe.setupIntents.update(id, { description: 'Kept' })).description, 'Kept');
    const { code, param } = await refusal(api.stripe.setupIntents.update(id, { payment_method: SUCCESS }));
    assert.deepEqual([code, param], ['setup_intent_unexpected_state', 'payment_method']);
  });

  test('cancel what is not finished, once', async () => {
    const { id } = await create();
    const canceled = await api.stripe.setupIntents.cancel(id, { cancellation_reason: 'requested_by_customer' });
    assertWhole(canceled);
    assert.deepEqual([canceled.status, canceled.cancellation_reason], ['canceled', 'requested_by_customer']);
    assert.deepEqual(await told(id), ['setup_intent.created', 'setup_intent.canceled']);
    const again = await refusal(api.stripe.setupIntents.cancel(id));
    assert.deepEqual([again.status, again.code], [400, 'setup_intent_unexpected_state']);
    assert.equal(
      (await refusal(api.stripe.setupIntents.cancel(id, { cancellation_reason: 'x' }))).param,
      'cancellation_reason',
    );
  });
});

describe('setupIntents.list', () => {
  let customer: string;
  before(async () => {
    customer = await newCustomer();
  });

  testList({
    list: (params) => api.stripe.setupIntents.list({ customer, ...params }),
    url: '/v1/setup_intents',
    noun: 'setupintent',
    async ids() {
      const ids: string[] = [];
      for (let index = 0; index < 11; index += 1) ids.unshift((await create({ customer })).id);
      return ids;
    },
    foreign: async () => (await (await api.otherMerchant()).setupIntents.create({})).id,
  });

  test('is narrowed to a payment method and to a time', async () => {
    const { id, payment_method, created } = await create({ payment_method: SUCCESS });
    const ids = async (params: object) => (await api.stripe.setupIntents.list(params)).data.map((intent) => intent.id);
    assert.deepEqual(await ids({ payment_method }), [id]);
    assert.deepEqual(await ids({ payment_method, created: { lt: created } }), []);
    await assertRefused(
      api.stripe.setupIntents.list({ payment_method: 'pm_none' }),
      noSuch('PaymentMethod', 'pm_none', 'payment_method'),
    );
  });
});
