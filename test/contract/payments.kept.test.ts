// What is said of a payment, and of who pays, comes back as it was said, also with the charge; and two ends that are told of.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { openTestApi, type TestApi } from '../api.ts';
import { MANDATE, SUCCESS, withBanks } from './bank_accounts.ts';
import { addTo, newAccount } from './paid_accounts.ts';
import { refusal } from './refusals.ts';

let api: TestApi;
before(async () => {
  api = await withBanks(await openTestApi());
});
after(() => api.close());

const PRICE = { amount: 1999, currency: 'usd' };
const create = (params: object) =>
  api.stripe.paymentIntents.create({ ...PRICE, ...params } as Stripe.PaymentIntentCreateParams);
const plain = <T>(value: T) => JSON.parse(JSON.stringify(value)) as T;

const SHIPPING = {
  address: { city: 'Austin', country: 'US', line1: '1 Main Street', line2: null, postal_code: '78701', state: 'TX' },
  carrier: 'Rocket Post',
  name: 'Jenny Rosen',
  phone: '+15125550100',
  tracking_number: 'RP-1',
};
const { line2: _, ...street } = SHIPPING.address;
const SENT = { ...SHIPPING, address: street };

describe('a payment keeps', () => {
  test('where its goods go, and its charge does, too', async () => {
    const paid = { payment_method: SUCCESS, mandate_data: MANDATE, confirm: true, use_stripe_sdk: true };
    const statement_descriptor = 'ROCKET RIDES';
    const intent = await create({ ...paid, shipping: SENT, statement_descriptor });
    assert.deepEqual(plain(intent.shipping), SHIPPING);
    const charge = await api.stripe.charges.retrieve(String(intent.latest_charge));
    assert.deepEqual(plain(charge.shipping), SHIPPING);
    const { amount_captured, amount_refunded, refunded, outcome, failure_message, calculated_statement_descriptor } =
      charge;
    assert.deepEqual(
      [amount_captured, amount_refunded, refunded, outcome, failure_message],
      [1999, 0, false, null, null],
    );
    assert.equal(calculated_statement_descriptor, 'ROCKET RIDES');
    const { account_type, bank_name } = charge.payment_method_details?.us_bank_account ?? {};
    assert.deepEqual([account_type, bank_name], ['checking', 'STRIPE TEST BANK']);
    const moved = { ...SENT, tracking_number: 'RP-2' };
    const updated = await api.stripe.charges.update(charge.id, { shipping: moved });
    assert.equal(updated.shipping?.tracking_number, 'RP-2');
  });

  test('what it is for later, and how it is confirmed', async () => {
    for (const setup_future_usage of ['off_session', 'on_session'] as const) {
      assert.equal((await create({ setup_future_usage })).setup_future_usage, setup_future_usage);
      const options = { us_bank_account: { setup_future_usage } };
      const intent = await create({ payment_method_options: options });
      assert.equal(intent.payment_method_options?.us_bank_account?.setup_future_usage, setup_future_usage);
    }
    for (const off_session of ['one_off', 'recurring', 'true']) {
      const intent = await create({ payment_method: SUCCESS, mandate_data: MANDATE, confirm: true, off_session });
      assert.equal(intent.status, 'processing');
    }
  });

  test('why it was canceled', async () => {
    for (const cancellation_reason of ['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer'] as const) {
      const { id } = await create({});
      const canceled = await api.stripe.paymentIntents.cancel(id, { cancellation_reason });
      assert.deepEqual([canceled.status, canceled.cancellation_reason], ['canceled', cancellation_reason]);
    }
  });

  test('to the amount that the page showed: amount_to_confirm is compared', async () => {
    const { id } = await create({ payment_method: SUCCESS });
    const confirm = (amount_to_confirm: number) =>
      api.stripe.paymentIntents.confirm(id, {
        mandate_data: MANDATE,
        amount_to_confirm,
      } as Stripe.PaymentIntentConfirmParams);
    assert.equal((await refusal(confirm(2000))).param, 'amount_to_confirm');
    assert.equal((await confirm(1999)).status, 'processing');
  });
});

test('a customer keeps how his invoices look, and where his goods go', async () => {
  const { carrier: _carrier, tracking_number: _number, ...shipping } = SENT;
  for (const amount_tax_display of ['exclude_tax', 'include_inclusive_tax'] as const) {
    const rendering_options = { amount_tax_display, template: 'inrtem_1' };
    const customer = await api.stripe.customers.create({ shipping, invoice_settings: { rendering_options } });
    assert.deepEqual(plain(customer.invoice_settings.rendering_options), rendering_options);
    assert.equal(customer.shipping?.name, 'Jenny Rosen');
  }
});

test('the end of an external account, and of a payout that is canceled, is told', async () => {
  const acct = await newAccount(api);
  const as = { stripeAccount: acct };
  const [, second] = [await addTo(api, acct), await addTo(api, acct)];
  await api.stripe.accounts.deleteExternalAccount(acct, second.id);
  const payout = await api.stripe.payouts.create({ amount: 500, currency: 'usd' }, as);
  await api.stripe.payouts.cancel(payout.id, undefined, as);
  const list = (await api.stripe.events.list({ limit: 100 }, as)).data;
  const ends = list.filter(({ type }) => type === 'account.external_account.deleted' || type === 'payout.canceled');
  assert.deepEqual(
    ends.map(({ type, data }) => [type, (data.object as { id: string }).id]),
    [
      ['payout.canceled', payout.id],
      ['account.external_account.deleted', second.id],
    ],
  );
});
