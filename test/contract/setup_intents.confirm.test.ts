// stripe.setupIntents.confirm with a secret key, what it leaves behind as attempts and mandates, and whose all of it is.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { openTestApi, type TestApi } from '../api.ts';
import { linkedData, MANDATE, ONLINE, SUCCESS, toldOf, withBanks } from './bank_accounts.ts';
import { assertRefused, missing, noSuch, notFound, refusal } from './refusals.ts';
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
const confirm = (id: string, params: Stripe.SetupIntentConfirmParams = { mandate_data: MANDATE }) =>
  api.stripe.setupIntents.confirm(id, params);

describe('setupIntents.confirm', () => {
  test('succeeds with a linked account and a mandate, and attaches the payment method', async () => {
    const customer = await newCustomer();
    const { id, payment_method } = await create({ customer, payment_method_data: await linkedData(api, { customer }) });
    const intent = await confirm(id);
    assertWhole(intent);
    assert.deepEqual([intent.status, intent.payment_method, intent.next_action], ['succeeded', payment_method, null]);
    assert.equal((await methodOf(intent)).customer, customer);
    assert.deepEqual(await told(String(payment_method)), ['payment_method.attached']);
    const mandate = await api.stripe.mandates.retrieve(String(intent.mandate));
    assertWhole(mandate);
    const { accepted_at, ...acceptance } = mandate.customer_acceptance;
    assert.ok(Math.abs(Number(accepted_at) - Date.now() / 1000) < 60);
    assert.deepEqual(acceptance, ONLINE);
    assert.deepEqual(
      [mandate.status, mandate.type, mandate.multi_use, mandate.payment_method],
      ['active', 'multi_use', {}, payment_method],
    );
    assert.deepEqual(mandate.payment_method_details, { type: 'us_bank_account', us_bank_account: {} });
    const attempts = await api.stripe.setupAttempts.list({ setup_intent: id });
    assertWhole(attempts);
    assert.deepEqual(
      attempts.data.map(({ id: attempt, status, payment_method: of }) => [attempt, status, of]),
      [[intent.latest_attempt, 'succeeded', payment_method]],
    );
  });

  test('leaves a payment method without a customer to be attached later', async () => {
    const { id } = await create({ payment_method_data: await linkedData(api) });
    const intent = await confirm(id);
    assert.deepEqual([intent.status, (await methodOf(intent)).customer], ['succeeded', null]);
    const customer = await newCustomer();
    await api.stripe.paymentMethods.attach(String(intent.payment_method), { customer });
    assert.equal((await methodOf(intent)).customer, customer);
  });

  test('takes an agreement on paper, at its own time, and one for a single payment', async () => {
    const { id } = await create({
      payment_method: SUCCESS,
      payment_method_options: { us_bank_account: { mandate_options: { collection_method: 'paper' } } },
      single_use: { amount: 1999, currency: 'usd' },
    });
    const accepted_at = Math.floor(Date.now() / 1000) - 3600;
    const intent = await confirm(id, {
      mandate_data: { customer_acceptance: { type: 'offline', offline: {}, accepted_at } },
    });
    assert.equal(intent.mandate, null);
    const mandate = await api.stripe.mandates.retrieve(String(intent.single_use_mandate));
    assertWhole(mandate);
    assert.deepEqual(mandate.customer_acceptance, { accepted_at, offline: {}, type: 'offline' });
    assert.deepEqual([mandate.type, mandate.single_use], ['single_use', { amount: 1999, currency: 'usd' }]);
    assert.deepEqual(mandate.payment_method_details.us_bank_account, { collection_method: 'paper' });
  });

  test('needs a payment method, a name and an agreement', async () => {
    const none = await create();
    const told_ = await refusal(confirm(none.id));
    assert.deepEqual([told_.status, told_.code], [400, 'setup_intent_unexpected_state']);
    assert.match(told_.message, /missing a payment method/);
    const { billing_details: _, ...nameless } = await linkedData(api);
    const unnamed = await refusal(confirm((await create({ payment_method_data: nameless })).id));
    assert.deepEqual(
      [unnamed.code, unnamed.param],
      ['parameter_missing', 'payment_method_data[billing_details][name]'],
    );
    const { id } = await create({ payment_method_data: await linkedData(api) });
    const silent = await refusal(confirm(id, {}));
    assert.deepEqual([silent.code, silent.param], ['parameter_missing', 'mandate_data']);
    const online = (customer_acceptance: object) => confirm(id, { mandate_data: { customer_acceptance } as never });
    await assertRefused(online({ type: 'online' }), missing('mandate_data[customer_acceptance][online]'));
    await assertRefused(
      online({ type: 'online', online: { ip_address: '203.0.113.7' } }),
      missing('mandate_data[customer_acceptance][online][user_agent]'),
    );
    const nowhere = await refusal(online({ type: 'online', online: { ip_address: 'here', user_agent: 'Browser/1' } }));
    assert.equal(nowhere.param, 'mandate_data[customer_acceptance][online][ip_address]');
    assert.equal((await api.stripe.setupIntents.retrieve(id)).status, 'requires_confirmation');
    assert.deepEqual((await api.stripe.setupAttempts.list({ setup_intent: id })).data, []);
  });

  test('takes a customer’s earlier agreement to the same payment method', async () => {
    const customer = await newCustomer();
    const { payment_method } = await create({
      customer,
      confirm: true,
      mandate_data: MANDATE,
      payment_method: SUCCESS,
    });
    const again = await create({ customer, payment_method });
    assert.equal((await confirm(again.id, {})).status, 'succeeded');
  });

  test('takes what is given with the confirmation in place of what was there', async () => {
    const { id } = await create({ payment_method: SUCCESS });
    const intent = await confirm(id, { mandate_data: MANDATE, payment_method_data: await linkedData(api) });
    assert.equal((await methodOf(intent)).us_bank_account?.last4, '4321');
  });

  test('refuses a bank account that is blocked, and changes nothing', async () => {
    const { id, payment_method } = await create({ payment_method_data: await linkedData(api) });
    await api.database.kysely
      .updateTable('payment_methods')
      .set({ blocked_reason: 'tokenized_account_number_deactivated', blocked_code: 'R04' })
      .where('id', '=', payment_method as `pm_${string}`)
      .execute();
    const { status, code, param } = await refusal(confirm(id));
    assert.deepEqual([status, code, param], [400, 'payment_method_bank_account_blocked', 'payment_method']);
    assert.equal((await api.stripe.setupIntents.retrieve(id)).status, 'requires_confirmation');
    assert.deepEqual(await told(id), ['setup_intent.created']);
  });

  test('is refused for a customer who was deleted meanwhile', async () => {
    const customer = await newCustomer();
    const { id } = await create({ customer, payment_method: SUCCESS });
    await api.stripe.customers.del(customer);
    await assertRefused(confirm(id), noSuch('customer', customer, 'customer'));
  });

  test('is refused when the intent is finished, with the intent in the error', async () => {
    const { id } = await create({ payment_method: SUCCESS, confirm: true, mandate_data: MANDATE });
    const error = await confirm(id).catch((caught) => caught);
    assert.equal(error.code, 'setup_intent_unexpected_state');
    assert.match(error.message, /has already succeeded/);
    assert.deepEqual([error.setup_intent.id, error.setup_intent.status], [id, 'succeeded']);
    const open = await create({ payment_method: SUCCESS });
    await api.stripe.setupIntents.cancel(open.id);
    assert.match((await refusal(confirm(open.id))).message, /has been canceled/);
  });

  test('makes the whole payment method that it is given', async () => {
    const address = { line1: '1 Main St', city: 'Ulm', country: 'DE', state: '', postal_code: '89073' };
    const payment_method_data = {
      ...(await linkedData(api)),
      billing_details: { name: 'R & S', email: 'rs@example.com', phone: '+1 555', tax_id: '12', address },
      ...{ allow_redisplay: 'limited', metadata: { order: '7' } },
    } as const;
    const us_bank_account = { networks: { requested: ['ach', 'us_domestic_wire'] } } as const;
    const { id } = await create({ payment_method_options: { us_bank_account } });
    const method = await methodOf(await confirm(id, { mandate_data: MANDATE, payment_method_data }));
    assert.deepEqual(method.billing_details, {
      ...payment_method_data.billing_details,
      address: { ...address, line2: null, state: null },
    });
    assert.deepEqual([method.allow_redisplay, method.metadata], ['limited', { order: '7' }]);
  });

  test('at once by two is done by one', async () => {
    const { id } = await create({ payment_method: SUCCESS });
    const both = await Promise.allSettled([confirm(id), confirm(id)]);
    assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
    assert.deepEqual(await told(id), ['setup_intent.created', 'setup_intent.succeeded']);
  });

  test('under a key happens once, and the answer is replayed', async () => {
    const { id } = await create({ payment_method: SUCCESS });
    const once = () => api.stripe.setupIntents.confirm(id, { mandate_data: MANDATE }, { idempotencyKey: `once ${id}` });
    assert.deepEqual({ ...(await once()) }, { ...(await once()) });
    assert.deepEqual(await told(id), ['setup_intent.created', 'setup_intent.succeeded']);
  });
});

describe('mandates', () => {
  test('end with the payment method, and say so once', async () => {
    const customer = await newCustomer();
    const intent = await create({ customer, confirm: true, mandate_data: MANDATE, payment_method: SUCCESS });
    const [mandate, method] = [String(intent.mandate), String(intent.payment_method)];
    const open = await api.stripe.mandates.list({ payment_method: method, status: 'active' });
    assertWhole(open);
    assert.deepEqual(
      open.data.map(({ id }) => id),
      [mandate],
    );
    await api.stripe.paymentMethods.detach(method);
    assert.equal((await api.stripe.mandates.retrieve(mandate)).status, 'inactive');
    assert.deepEqual(await told(mandate), ['mandate.updated']);
    const { data } = await api.stripe.events.list({ type: 'mandate.updated', limit: 1 });
    assert.deepEqual(data[0]?.data.previous_attributes, { status: 'active' });
  });
});

describe('setup intents', () => {
  test('expand what they name', async () => {
    const customer = await newCustomer();
    const { id } = await create({ customer, confirm: true, mandate_data: MANDATE, payment_method: SUCCESS });
    const expand = ['customer', 'payment_method', 'mandate', 'latest_attempt.payment_method'];
    const intent = await api.stripe.setupIntents.retrieve(id, { expand });
    assertWhole(intent);
    assert.equal((intent.customer as Stripe.Customer).id, customer);
    assert.equal((intent.payment_method as Stripe.PaymentMethod).customer, customer);
    assert.equal((intent.mandate as Stripe.Mandate).status, 'active');
    const attempt = intent.latest_attempt as Stripe.SetupAttempt;
    assert.equal((attempt.payment_method as Stripe.PaymentMethod).object, 'payment_method');
  });

  test('of another merchant are not there', async () => {
    const intent = await create({ payment_method: SUCCESS, confirm: true, mandate_data: MANDATE });
    const { id } = intent;
    const other = await api.otherMerchant();
    for (const call of [
      () => other.setupIntents.retrieve(id),
      () => other.setupIntents.update(id, { description: 'x' }),
      () => other.setupIntents.confirm(id, {}),
      () => other.setupIntents.cancel(id),
      () => other.setupIntents.verifyMicrodeposits(id, { descriptor_code: 'SM11AA' }),
    ])
      await assertRefused(call(), notFound('setupintent', id));
    const mandate = String(intent.mandate);
    await assertRefused(other.mandates.retrieve(mandate), notFound('mandate', mandate));
    await assertRefused(other.setupAttempts.list({ setup_intent: id }), noSuch('setupintent', id, 'setup_intent'));
    await assertRefused(
      other.setupIntents.create({ payment_method: String(intent.payment_method) }),
      noSuch('PaymentMethod', String(intent.payment_method), 'payment_method'),
    );
  });
});
