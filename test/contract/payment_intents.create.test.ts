// stripe.paymentIntents before they are confirmed: create, update, cancel, list; which payment methods they take.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { openTestApi, type TestApi } from '../api.ts';
import { linkedData, MANDATE, SUCCESS, TYPED, toldOf, withBanks } from './bank_accounts.ts';
import { testIdempotency } from './idempotency.ts';
import { testList } from './lists.ts';
import { assertRefused, exclusive, missing, noSuch, notFound, refusal, unknown } from './refusals.ts';
import { assertWhole } from './shapes.ts';

let api: TestApi;
before(async () => {
  api = await withBanks(await openTestApi());
});
after(() => api.close());

const PRICE = { amount: 1999, currency: 'usd' };
const create = (params: object = {}, options?: Stripe.RequestOptions) =>
  api.stripe.paymentIntents.create({ ...PRICE, ...params } as Stripe.PaymentIntentCreateParams, options);
const newCustomer = async () => (await api.stripe.customers.create({ name: 'Jenny Rosen' })).id;

describe('paymentIntents.create', () => {
  test('answers with the whole intent, also when only a price is told', async () => {
    const intent = await create();
    assertWhole(intent);
    const { id, created, client_secret, ...rest } = { ...intent };
    assert.match(id, /^pi_[0-9A-Za-z]{24}$/);
    assert.match(String(client_secret), new RegExp(`^${id}_secret_[0-9A-Za-z]{25}$`));
    assert.ok(Math.abs(created - Date.now() / 1000) < 60);
    assert.deepEqual(rest, {
      object: 'payment_intent',
      allowed_payment_method_types: null,
      amount: 1999,
      amount_capturable: 0,
      amount_details: { tip: {} },
      amount_received: 0,
      application: null,
      application_fee_amount: null,
      automatic_payment_methods: null,
      canceled_at: null,
      cancellation_reason: null,
      capture_method: 'automatic_async',
      confirmation_method: 'automatic',
      currency: 'usd',
      customer: null,
      customer_account: null,
      description: null,
      excluded_payment_method_types: null,
      last_payment_error: null,
      latest_charge: null,
      livemode: false,
      managed_payments: null,
      metadata: {},
      next_action: null,
      on_behalf_of: null,
      payment_method: null,
      payment_method_configuration_details: null,
      payment_method_options: { us_bank_account: { mandate_options: {}, verification_method: 'automatic' } },
      payment_method_types: ['us_bank_account'],
      processing: null,
      receipt_email: null,
      review: null,
      setup_future_usage: null,
      shipping: null,
      source: null,
      statement_descriptor: null,
      statement_descriptor_suffix: null,
      status: 'requires_payment_method',
      transfer_data: null,
      transfer_group: null,
    });
    assert.deepEqual({ ...(await api.stripe.paymentIntents.retrieve(id)) }, { ...intent });
    assert.deepEqual(await toldOf(api, id), ['payment_intent.created']);
    const { data } = await api.stripe.events.list({ type: 'payment_intent.created', limit: 1 });
    assert.equal((data[0]!.data.object as Stripe.PaymentIntent).client_secret, null);
  });

  test('keeps what is said about it', async () => {
    const customer = await newCustomer();
    const payment_method_data = await linkedData(api, { customer });
    const address = { city: 'Springfield', country: 'US', line1: '14 Alder Row', postal_code: '62701', state: 'IL' };
    const said = {
      customer,
      description: 'Rent',
      metadata: { order: '7' },
      receipt_email: 'jenny@example.com',
      setup_future_usage: 'off_session',
      statement_descriptor: 'RENT MAY',
      statement_descriptor_suffix: 'MAY',
      transfer_group: 'group',
      capture_method: 'automatic',
      confirmation_method: 'manual',
    };
    const intent = await create({
      ...said,
      payment_method_data,
      shipping: { name: 'Jenny Rosen', address, carrier: 'Owl', phone: '2025550143', tracking_number: '7' },
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
      use_stripe_sdk: true,
      payment_method_options: {
        us_bank_account: {
          setup_future_usage: 'none',
          verification_method: 'instant',
          networks: { requested: ['ach'] },
        },
      },
    });
    assertWhole(intent);
    const kept = Object.fromEntries(Object.keys(said).map((name) => [name, intent[name as keyof typeof intent]]));
    assert.deepEqual(kept, said);
    assert.equal(intent.status, 'requires_confirmation');
    assert.deepEqual(
      { ...intent.shipping },
      {
        name: 'Jenny Rosen',
        address: { ...address, line2: null },
        carrier: 'Owl',
        phone: '2025550143',
        tracking_number: '7',
      },
    );
    assert.deepEqual(intent.automatic_payment_methods, { allow_redirects: 'never', enabled: true });
    const { setup_future_usage, verification_method } = intent.payment_method_options!.us_bank_account!;
    assert.deepEqual([setup_future_usage, verification_method], ['none', 'instant']);
  });

  test('shows the newer name of its types to newer versions', async () => {
    const types = ['us_bank_account', 'card'];
    const { id, allowed_payment_method_types } = await create({ allowed_payment_method_types: types });
    assert.deepEqual(allowed_payment_method_types, types);
    const older = await api.stripe.paymentIntents.retrieve(id, {}, { apiVersion: '2026-06-24.dahlia' });
    assert.equal('allowed_payment_method_types' in older, false);
    assert.deepEqual(older.payment_method_types, types);
  });

  test('refuses what cannot be', async () => {
    const refused = async (params: object) => {
      const { status, param, code } = await refusal(create(params));
      return [status, param, code];
    };
    assert.deepEqual(await refused({ amount: 49 }), [400, 'amount', 'amount_too_small']);
    assert.deepEqual(await refused({ amount: 100_000_000 }), [400, 'amount', 'amount_too_large']);
    assert.deepEqual(await refused({ amount: 'much' }), [400, 'amount', 'parameter_invalid_integer']);
    assert.deepEqual((await refused({ currency: 'eur' })).slice(0, 2), [400, 'currency']);
    assert.deepEqual((await refused({ payment_method_types: ['card'] })).slice(0, 2), [400, 'payment_method_types']);
    assert.deepEqual((await refused({ statement_descriptor: '123' })).slice(0, 2), [400, 'statement_descriptor']);
    assert.deepEqual((await refused({ capture_method: 'manual' })).slice(0, 2), [400, 'capture_method']);
    assert.deepEqual((await refused({ off_session: true })).slice(0, 2), [400, 'off_session']);
    assert.deepEqual((await refused({ mandate_data: MANDATE })).slice(0, 2), [400, 'mandate_data']);
    await assertRefused(api.stripe.paymentIntents.create({ currency: 'usd' } as never), missing('amount'));
    await assertRefused(create({ application_fee_amount: 1 }), unknown('application_fee_amount'));
    await assertRefused(create({ customer: 'cus_none' }), noSuch('customer', 'cus_none', 'customer'));
    await assertRefused(create({ payment_method: 'pm_none' }), noSuch('PaymentMethod', 'pm_none', 'payment_method'));
    await assertRefused(
      create({ payment_method: SUCCESS, payment_method_data: TYPED }),
      exclusive('payment_method', 'payment_method_data'),
    );
  });

  test('takes no payment method of somebody else', async () => {
    const [one, other] = [await newCustomer(), await newCustomer()];
    const attached = await api.stripe.paymentMethods.attach(SUCCESS, { customer: one });
    assert.equal((await refusal(create({ customer: other, payment_method: attached.id }))).param, 'payment_method');
    assert.equal((await refusal(create({ payment_method: attached.id }))).param, 'payment_method');
    const payment_method_data = await linkedData(api, { customer: one });
    assert.equal((await refusal(create({ customer: other, payment_method_data }))).param, 'customer');
  });

  testIdempotency({
    post: (options) => create({ description: 'Once' }, options),
    other: (options) => create({ description: 'Twice' }, options),
    refused: (options) => create({ customer: 'cus_none' }, options),
    malformed: (options) => create({ amount: 'x' }, options),
    count: async () => (await api.stripe.events.list({ type: 'payment_intent.created', limit: 100 })).data.length,
  });
});

describe('paymentIntents.update', () => {
  const update = (id: string, params: object) =>
    api.stripe.paymentIntents.update(id, params as Stripe.PaymentIntentUpdateParams);

  test('changes nothing where nothing is said', async () => {
    const intent = await create();
    assert.deepEqual({ ...(await update(intent.id, {})) }, { ...intent });
  });

  test('changes what is not under way yet', async () => {
    const { id } = await create({ metadata: { a: '1', b: '2' }, receipt_email: 'jenny@example.com' });
    const intent = await update(id, {
      amount: 2500,
      metadata: { a: '', c: '3' },
      receipt_email: '',
      payment_method: SUCCESS,
      description: 'More',
    });
    assertWhole(intent);
    const { amount, metadata, receipt_email, description, status } = intent;
    assert.deepEqual(
      { amount, metadata, receipt_email, description, status },
      {
        amount: 2500,
        metadata: { b: '2', c: '3' },
        receipt_email: null,
        description: 'More',
        status: 'requires_confirmation',
      },
    );
  });

  test('changes nothing but notes once the money is on its way', async () => {
    const { id } = await create({ payment_method: SUCCESS, confirm: true, mandate_data: MANDATE });
    const { code, param } = await refusal(update(id, { amount: 2500 }));
    assert.deepEqual([code, param], ['payment_intent_unexpected_state', 'amount']);
    assert.equal((await update(id, { description: 'Noted' })).description, 'Noted');
  });

  test('of another merchant’s or of none answers 404', async () => {
    const foreign = await (await api.otherMerchant()).paymentIntents.create(PRICE);
    for (const id of [foreign.id, 'pi_none']) {
      await assertRefused(update(id, { amount: 100 }), notFound('payment_intent', id));
      await assertRefused(api.stripe.paymentIntents.retrieve(id), notFound('payment_intent', id));
    }
  });
});

describe('paymentIntents.cancel', () => {
  test('ends an intent for good, once', async () => {
    const { id } = await create({ payment_method: SUCCESS });
    const canceled = await api.stripe.paymentIntents.cancel(id, { cancellation_reason: 'duplicate' });
    assertWhole(canceled);
    assert.deepEqual([canceled.status, canceled.cancellation_reason], ['canceled', 'duplicate']);
    assert.ok(Math.abs(canceled.canceled_at! - Date.now() / 1000) < 60);
    assert.deepEqual(await toldOf(api, id), ['payment_intent.created', 'payment_intent.canceled']);
    assert.equal((await refusal(api.stripe.paymentIntents.cancel(id))).code, 'payment_intent_unexpected_state');
    const late = api.stripe.paymentIntents.confirm(id, { mandate_data: MANDATE });
    assert.equal((await refusal(late)).code, 'payment_intent_unexpected_state');
  });

  test('comes too late once the money is on its way', async () => {
    const { id } = await create({ payment_method: SUCCESS, confirm: true, mandate_data: MANDATE });
    assert.equal((await refusal(api.stripe.paymentIntents.cancel(id))).code, 'payment_intent_unexpected_state');
  });
});

describe('paymentIntents.list', () => {
  let customer: string;
  before(async () => {
    customer = await newCustomer();
  });

  testList({
    list: (params) => api.stripe.paymentIntents.list({ customer, ...params }),
    url: '/v1/payment_intents',
    noun: 'payment_intent',
    async ids() {
      const ids: string[] = [];
      for (let index = 0; index < 5; index += 1) ids.unshift((await create({ customer })).id);
      return ids;
    },
    foreign: async () => (await (await api.otherMerchant()).paymentIntents.create(PRICE)).id,
  });

  test('is narrowed to a time', async () => {
    const { created } = await create({ customer });
    const since = async (range: object) =>
      (await api.stripe.paymentIntents.list({ customer, created: range as never })).data.length;
    assert.equal(await since({ gt: created + 60 }), 0);
    assert.ok((await since({ gte: created })) > 0);
  });
});
