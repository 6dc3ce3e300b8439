// stripe.paymentIntents.confirm, by servers and by pages, and the charges that it makes.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { openTestApi, type TestApi } from '../api.ts';
import { linkedData, MANDATE, SUCCESS, TYPED, toldOf, withBanks } from './bank_accounts.ts';
import { assertRefused, noSuch, notFound, refusal } from './refusals.ts';
import { assertWhole } from './shapes.ts';

let api: TestApi;
before(async () => {
  api = await withBanks(await openTestApi());
});
after(() => api.close());

const PRICE = { amount: 1999, currency: 'usd' };
type ConfirmParams = Stripe.PaymentIntentConfirmParams;
const create = (params: object = {}) =>
  api.stripe.paymentIntents.create({ ...PRICE, ...params } as Stripe.PaymentIntentCreateParams);
const confirm = (id: string, params: object = { mandate_data: MANDATE }) =>
  api.stripe.paymentIntents.confirm(id, params as ConfirmParams);
const newCustomer = async () => (await api.stripe.customers.create({ name: 'Jenny Rosen' })).id;

describe('paymentIntents.confirm', () => {
  test('asks for the money under a mandate that is good for this payment', async () => {
    const customer = await newCustomer();
    const payment_method_data = await linkedData(api, { customer });
    const { id, payment_method } = await create({ customer, payment_method_data });
    const intent = await confirm(id);
    assertWhole(intent);
    assert.deepEqual([intent.status, intent.payment_method, intent.amount_received], ['processing', payment_method, 0]);
    const told = await toldOf(api, id);
    assert.deepEqual(told, ['payment_intent.created', 'payment_intent.processing']);

    const charge = await api.stripe.charges.retrieve(String(intent.latest_charge));
    assertWhole(charge);
    assert.match(charge.id, /^py_[0-9A-Za-z]{24}$/);
    assert.deepEqual(await toldOf(api, charge.id), ['charge.pending']);
    const { status, amount, paid, captured, outcome, failure_code, balance_transaction } = charge;
    assert.deepEqual(
      { status, amount, paid, captured, outcome, failure_code, balance_transaction },
      {
        status: 'pending',
        amount: 1999,
        paid: false,
        captured: true,
        outcome: null,
        failure_code: null,
        balance_transaction: null,
      },
    );
    const details = charge.payment_method_details?.us_bank_account;
    assert.deepEqual(
      [details?.last4, details?.routing_number, details?.payment_reference],
      ['4321', '110000000', null],
    );
    const mandate = await api.stripe.mandates.retrieve(String(details?.mandate));
    assert.deepEqual([mandate.type, mandate.single_use], ['single_use', { amount: 1999, currency: 'usd' }]);
    assert.equal((await api.stripe.paymentMethods.retrieve(String(payment_method))).customer, null);
  });

  test('attaches what is to be used again, and takes its mandate for the next payment', async () => {
    const customer = await newCustomer();
    const first = await create({ customer, payment_method: SUCCESS, setup_future_usage: 'off_session' });
    const { payment_method } = await confirm(first.id);
    assert.equal((await api.stripe.paymentMethods.retrieve(String(payment_method))).customer, customer);
    const next = await create({ customer, payment_method, confirm: true, off_session: true });
    assert.equal(next.status, 'processing');
    const [one, two] = (await api.stripe.charges.list({ customer })).data;
    const mandateOf = (charge?: Stripe.Charge) => charge?.payment_method_details?.us_bank_account?.mandate;
    assert.equal(mandateOf(one), mandateOf(two));
    const named = await create({ customer, payment_method, confirm: true, mandate: String(mandateOf(one)) });
    assert.equal(named.status, 'processing');
  });

  test('needs an agreement, a name, a payment method, and one that is not blocked', async () => {
    const open = await create({ payment_method: SUCCESS });
    const none = await refusal(confirm(open.id, {}));
    assert.deepEqual([none.code, none.param], ['parameter_missing', 'mandate_data']);
    assert.equal((await refusal(confirm((await create()).id))).code, 'payment_intent_unexpected_state');
    const nameless = await create({ payment_method_data: { ...(await linkedData(api)), billing_details: {} } });
    assert.equal((await refusal(confirm(nameless.id))).param, 'payment_method_data[billing_details][name]');
    await assertRefused(confirm(open.id, { mandate: 'mandate_none' }), noSuch('mandate', 'mandate_none', 'mandate'));
    const blocked = await create({ payment_method_data: await linkedData(api) });
    await api.database.kysely
      .updateTable('payment_methods')
      .set({ blocked_reason: 'tokenized_account_number_deactivated', blocked_code: 'R04' })
      .where('id', '=', blocked.payment_method as `pm_${string}`)
      .execute();
    assert.equal((await refusal(confirm(blocked.id))).code, 'payment_method_bank_account_blocked');
    for (const { id } of [open, nameless, blocked])
      assert.equal((await api.stripe.paymentIntents.retrieve(id)).status, 'requires_confirmation');
  });

  test('changes on the way what it names, and holds a page to the amount that it showed', async () => {
    const payment_method_data = {
      ...TYPED,
      billing_details: { name: 'Jenny Rosen', phone: '2025550143', tax_id: '7' },
      allow_redisplay: 'limited',
      us_bank_account: (await linkedData(api)).us_bank_account,
    };
    const { id } = await create();
    const params = {
      payment_method_data,
      mandate_data: MANDATE,
      receipt_email: 'jenny@example.com',
      capture_method: 'automatic',
      shipping: { name: 'Jenny Rosen', address: { line1: '14 Alder Row' } },
      use_stripe_sdk: true,
    };
    const refused = await refusal(confirm(id, { ...params, amount_to_confirm: 1 }));
    assert.equal(refused.param, 'amount_to_confirm');
    const intent = await confirm(id, { ...params, amount_to_confirm: PRICE.amount });
    assertWhole(intent);
    const { receipt_email, capture_method, shipping } = intent;
    assert.deepEqual(
      [receipt_email, capture_method, shipping?.name],
      ['jenny@example.com', 'automatic', 'Jenny Rosen'],
    );
    const method = await api.stripe.paymentMethods.retrieve(String(intent.payment_method));
    const { phone, tax_id } = method.billing_details;
    assert.deepEqual([method.allow_redisplay, phone, tax_id], ['limited', '2025550143', '7']);
  });

  test('does not take a mandate that was for another payment', async () => {
    const first = await confirm((await create({ payment_method: SUCCESS })).id);
    const [charge] = (await api.stripe.charges.list({ payment_intent: first.id })).data;
    const mandate = String(charge?.payment_method_details?.us_bank_account?.mandate);
    const again = await create({ payment_method: first.payment_method });
    const { code, param } = await refusal(confirm(again.id, { mandate }));
    assert.deepEqual([code, param], ['payment_intent_mandate_invalid', 'mandate']);
    assert.equal((await refusal(confirm(again.id, {}))).param, 'mandate_data');
  });

  test('asks once, however often it is asked', async () => {
    const { id } = await create({ payment_method: SUCCESS });
    const both = await Promise.allSettled([confirm(id), confirm(id)]);
    assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
    assert.equal((await api.stripe.charges.list({ payment_intent: id })).data.length, 1);
    assert.equal((await refusal(confirm(id))).code, 'payment_intent_unexpected_state');
  });

  test('has a typed-in number proved first, if there is somebody to prove it', async () => {
    const waits = await create({ payment_method_data: TYPED, confirm: true, mandate_data: MANDATE });
    assertWhole(waits);
    assert.deepEqual([waits.status, waits.next_action?.type], ['requires_action', 'verify_with_microdeposits']);
    const told = await toldOf(api, waits.id);
    assert.deepEqual(told, ['payment_intent.created', 'payment_intent.requires_action']);
    assert.deepEqual((await api.stripe.charges.list({ payment_intent: waits.id })).data, []);
    for (const params of [{ off_session: true }, { error_on_requires_action: true }]) {
      const refused = create({ payment_method_data: TYPED, confirm: true, mandate_data: MANDATE, ...params });
      assert.equal((await refusal(refused)).code, 'payment_intent_action_required');
    }
    const verify = (params: object) => api.stripe.paymentIntents.verifyMicrodeposits(waits.id, params);
    const wrong = await refusal(verify({ descriptor_code: 'SM00ZZ' }));
    assert.equal(wrong.code, 'payment_method_microdeposit_verification_descriptor_code_mismatch');
    assert.equal((await verify({ descriptor_code: 'SM11AA' })).status, 'processing');
    assert.equal((await refusal(verify({ amounts: [32, 45] }))).code, 'intent_invalid_state');
  });

  test('asks anew where the amount changed after the customer agreed to one', async () => {
    const { id } = await create({ payment_method_data: TYPED, confirm: true, mandate_data: MANDATE });
    const dearer = await api.stripe.paymentIntents.update(id, { amount: 99_999 });
    assert.deepEqual([dearer.status, dearer.next_action], ['requires_confirmation', null]);
    const verified = api.stripe.paymentIntents.verifyMicrodeposits(id, { descriptor_code: 'SM11AA' });
    assert.equal((await refusal(verified)).code, 'intent_invalid_state');
    assert.equal((await refusal(confirm(id, {}))).param, 'mandate_data');

    const more = { payment_method_data: TYPED, setup_future_usage: 'off_session' };
    const any = await create({ ...more, confirm: true, mandate_data: MANDATE });
    assert.equal((await api.stripe.paymentIntents.update(any.id, { amount: 2500 })).status, 'requires_action');
  });

  test('leaves an intent whose account could not be proved without one', async () => {
    const { id } = await create({ payment_method_data: TYPED, confirm: true, mandate_data: MANDATE });
    const verifying = api.stripe.paymentIntents.verifyMicrodeposits(id, { amounts: [10, 11] });
    assert.equal((await refusal(verifying)).code, 'payment_method_microdeposit_verification_attempts_exceeded');
    const { status, payment_method, last_payment_error } = await api.stripe.paymentIntents.retrieve(id);
    assert.deepEqual([status, payment_method], ['requires_payment_method', null]);
    const code = 'payment_method_microdeposit_verification_attempts_exceeded';
    assert.equal(last_payment_error?.code, code);
    assert.equal((await toldOf(api, id)).at(-1), 'payment_intent.payment_failed');
  });
});

describe('pages with a publishable key', () => {
  const page = () => api.sdk({}, api.keys.publishable);

  test('confirm with the client secret, and see only what is theirs to see', async () => {
    const { id, client_secret } = await create({ payment_method: SUCCESS, metadata: { secret: 'plan' } });
    const seen = await page().paymentIntents.retrieve(id, { client_secret: client_secret! });
    assert.deepEqual([seen.id, 'metadata' in seen, 'customer' in seen], [id, false, false]);
    const confirmed = await page().paymentIntents.confirm(id, { client_secret } as ConfirmParams);
    assert.equal(confirmed.status, 'processing');
    const charge = (await api.stripe.charges.list({ payment_intent: id })).data[0]!;
    const mandate = await api.stripe.mandates.retrieve(String(charge.payment_method_details?.us_bank_account?.mandate));
    assert.equal(mandate.customer_acceptance.type, 'online');
    assert.equal(typeof mandate.customer_acceptance.online?.user_agent, 'string');
  });

  test('get nowhere without it, with a wrong one, or where the server confirms', async () => {
    const { id } = await create({ payment_method: SUCCESS });
    const other = await create({ payment_method: SUCCESS, confirmation_method: 'manual' });
    const secret = (client_secret: string | null) => ({ client_secret }) as ConfirmParams;
    assert.equal((await refusal(page().paymentIntents.confirm(id))).param, 'client_secret');
    const wrong = await refusal(page().paymentIntents.confirm(id, secret(other.client_secret)));
    assert.deepEqual([wrong.status, wrong.code], [404, 'resource_missing']);
    const manual = await refusal(page().paymentIntents.confirm(other.id, secret(other.client_secret)));
    assert.equal(manual.code, 'payment_intent_unexpected_state');
    for (const call of [
      () => page().paymentIntents.create(PRICE),
      () => page().paymentIntents.cancel(id),
      () => page().paymentIntents.list(),
      () => page().charges.list(),
    ]) {
      assert.equal((await refusal(call())).code, 'secret_key_required');
    }
  });
});

describe('charges', () => {
  test('take notes, and are found by what they are for', async () => {
    const customer = await newCustomer();
    const intent = await create({ customer, payment_method: SUCCESS, confirm: true, mandate_data: MANDATE });
    const id = String(intent.latest_charge);
    const notes = {
      description: 'Noted',
      metadata: { a: '1' },
      receipt_email: 'jenny@example.com',
      transfer_group: 'g',
    };
    const changed = await api.stripe.charges.update(id, {
      ...notes,
      shipping: { name: 'Jenny Rosen', address: { line1: '14 Alder Row' } },
    });
    assertWhole(changed);
    const { description, metadata, receipt_email, transfer_group, shipping, created } = changed;
    assert.deepEqual({ description, metadata, receipt_email, transfer_group }, notes);
    assert.equal(shipping?.address?.line1, '14 Alder Row');
    const later = await api.stripe.charges.list({ customer, created: { gt: created + 60 } });
    assert.deepEqual(later.data, []);
    assert.deepEqual(await toldOf(api, id), ['charge.pending', 'charge.updated']);
    for (const params of [{ customer }, { payment_intent: intent.id }]) {
      const list = await api.stripe.charges.list(params);
      assertWhole(list);
      assert.deepEqual(
        list.data.map((charge) => charge.id),
        [id],
      );
    }
    assert.deepEqual((await api.stripe.charges.list({ transfer_group: 'none' })).data, []);
    const expand = ['latest_charge', 'customer', 'payment_method', 'latest_charge.payment_intent'];
    const whole = await api.stripe.paymentIntents.retrieve(intent.id, { expand });
    assertWhole(whole);
    assert.equal((whole.latest_charge as Stripe.Charge).id, id);
    assert.equal(((whole.latest_charge as Stripe.Charge).payment_intent as Stripe.PaymentIntent).id, intent.id);
    assert.equal((whole.customer as Stripe.Customer).id, customer);
  });

  test('of another merchant’s are not there', async () => {
    const intent = await create({ payment_method: SUCCESS, confirm: true, mandate_data: MANDATE });
    const other = await api.otherMerchant();
    const id = String(intent.latest_charge);
    await assertRefused(other.charges.retrieve(id), notFound('charge', id));
    await assertRefused(other.charges.update(id, { description: 'x' }), notFound('charge', id));
    await assertRefused(other.charges.list({ starting_after: id }), noSuch('charge', id, 'starting_after'));
    await assertRefused(
      other.charges.list({ payment_intent: intent.id }),
      noSuch('payment_intent', intent.id, 'payment_intent'),
    );
  });
});
