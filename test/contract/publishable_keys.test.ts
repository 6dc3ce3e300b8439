// What a page may not do with what every visitor of a shop has: a publishable key, and the client secret of an intent. And who gets that secret.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import type Stripe from 'stripe';
import { type KeyPermissions, storeKey } from '../../server/src/domain/merchants/api_key_rows.ts';
import { tidyUp } from '../../server/src/housekeeping.ts';
import { openTestApi, type TestApi } from '../api.ts';
import { MANDATE, SUCCESS, TYPED, withBanks } from './bank_accounts.ts';
import { refusal } from './refusals.ts';

let api: TestApi;
let page: Stripe;
before(async () => {
  api = await withBanks(await openTestApi());
  page = api.sdk({}, api.keys.publishable);
});
after(() => api.close());

const opened = ({ client_secret }: { client_secret: string | null }, more: object = {}) =>
  ({ client_secret, ...more }) as never;
const asPage = (body: Record<string, string>) => ({
  body: String(new URLSearchParams(body)),
  headers: { authorization: `Bearer ${api.keys.publishable}` },
});

describe('a page', () => {
  test('does not get the merchant’s customer by expanding the session that collects his account', async () => {
    const customer = (await api.stripe.customers.create({ email: 'jenny@example.com', metadata: { note: 'late' } })).id;
    const intent = await api.stripe.setupIntents.create({ customer });
    const collect = async (expand: object) => {
      const { status, body } = await api.call(
        'POST',
        `/v1/setup_intents/${intent.id}/link_account_sessions`,
        asPage({
          client_secret: String(intent.client_secret),
          'payment_method_data[type]': 'us_bank_account',
          'payment_method_data[billing_details][name]': 'Jenny Rosen',
          ...expand,
        }),
      );
      return { status, body: body as { error?: { param: string }; account_holder?: object } };
    };
    const { status, body } = await collect({ 'expand[]': 'account_holder.customer' });
    assert.deepEqual([status, body.error?.param], [400, 'expand']);
    assert.deepEqual((await collect({})).body.account_holder, { customer, type: 'customer' });
  });

  test('does not choose how the merchant has an account verified', async () => {
    const us_bank_account = { verification_method: 'instant' as const };
    const params = { payment_method_options: { us_bank_account } };
    const easier = {
      payment_method_data: TYPED,
      payment_method_options: { us_bank_account: { verification_method: 'automatic' } },
    };
    const setup = await api.stripe.setupIntents.create(params);
    const payment = await api.stripe.paymentIntents.create({ amount: 1000, currency: 'usd', ...params });
    for (const refused of [
      await refusal(page.setupIntents.confirm(setup.id, opened(setup, easier))),
      await refusal(page.paymentIntents.confirm(payment.id, opened(payment, easier))),
    ]) {
      assert.deepEqual([refused.status, refused.param], [400, 'payment_method_options']);
    }
  });

  test('does not use up the idempotency keys of the merchant’s server', async () => {
    const bank_account = { country: 'US', routing_number: '110000000', account_number: '000123456789' };
    const key = { idempotencyKey: 'order-1042' };
    const token = await page.tokens.create({ bank_account }, key);
    const intent = await api.stripe.paymentIntents.create({ amount: 1000, currency: 'usd' }, key);
    assert.equal(intent.object, 'payment_intent');
    assert.equal((await page.tokens.create({ bank_account }, key)).id, token.id);
    assert.equal(
      (await refusal(page.tokens.create({ bank_account: { ...bank_account, account_number: '0001' } }, key))).type,
      'idempotency_error',
    );
  });

  test('gets no more guesses at micro-deposits by confirming again', async () => {
    const intent = await api.stripe.setupIntents.create({
      payment_method_data: TYPED,
      confirm: true,
      mandate_data: MANDATE,
    });
    const guess = async () =>
      (await refusal(page.setupIntents.verifyMicrodeposits(intent.id, opened(intent, { amounts: [1, 2] })))).code;
    const wrong = 'payment_method_microdeposit_verification_amounts_mismatch';
    assert.deepEqual([await guess(), await guess()], [wrong, wrong]);
    await page.setupIntents.confirm(intent.id, opened(intent));
    await page.setupIntents.confirm(intent.id, opened(intent, { payment_method_data: TYPED }));
    assert.equal(await guess(), 'payment_method_microdeposit_verification_attempts_exceeded');
  });

  test('confirms an intent fifty times at most', async () => {
    const { id, client_secret } = await api.stripe.setupIntents.create({
      payment_method_data: TYPED,
      confirm: true,
      mandate_data: MANDATE,
    });
    await sql`insert into mandates (id, merchant, livemode, payment_method, intent, status, type, acceptance, accepted_at, created)
      select 'mandate_many' || n, merchant, livemode, payment_method, intent, 'inactive', type, acceptance, accepted_at, created
      from mandates, generate_series(2, 50) as n where intent = ${id}`.execute(api.database.kysely);
    const confirm = () => page.setupIntents.confirm(id, opened({ client_secret }));
    assert.equal((await refusal(confirm())).status, 429);
    assert.equal((await api.stripe.setupIntents.confirm(id, { mandate_data: MANDATE })).status, 'requires_action');
  });

  test('leaves no digits behind for longer than a month', async () => {
    const bank_account = { country: 'US', routing_number: '110000000', account_number: '000123456789' };
    const { id } = await page.tokens.create({ bank_account });
    const at = (days: number) => ({ now: () => new Date(Date.now() + days * 86_400_000) });
    await tidyUp({ ...api.world, clock: at(29) } as never);
    assert.equal((await page.tokens.retrieve(id)).id, id);
    await tidyUp({ ...api.world, clock: at(31) } as never);
    assert.equal((await refusal(page.tokens.retrieve(id))).code, 'resource_missing');
  });

  test('is not told whose a payment method is', async () => {
    const customer = (await api.stripe.customers.create({})).id;
    const { id } = await api.stripe.paymentMethods.attach(SUCCESS, { customer });
    const intent = await api.stripe.paymentIntents.create({ amount: 1000, currency: 'usd' });
    const refused = await refusal(page.paymentIntents.confirm(intent.id, opened(intent, { payment_method: id })));
    assert.deepEqual([refused.status, refused.param], [400, 'payment_method']);
    assert.ok(!refused.message.includes(customer));
  });
});

describe('a restricted key that may read', () => {
  const restricted = async (permissions: KeyPermissions) => {
    const key = `rk_test_${randomBytes(12).toString('hex')}`;
    const made = {
      merchant: api.merchant.id,
      livemode: false,
      kind: 'restricted',
      name: 'Reader',
      permissions,
    } as const;
    await api.database.transact((trx) => storeKey(trx, made, key, api.world));
    return api.sdk({}, key);
  };

  test('gets nothing that opens what it reads to a page', async () => {
    const intent = await api.stripe.setupIntents.create({});
    const { id } = await api.stripe.paymentIntents.create({ amount: 1000, currency: 'usd', payment_method: SUCCESS });
    const session = await api.stripe.financialConnections.sessions.create({ permissions: ['balances'] });
    const reader = await restricted({ setup_intents: 'read', payment_intents: 'read', sessions: 'read' });
    assert.equal((await reader.setupIntents.retrieve(intent.id)).client_secret, null);
    assert.equal((await reader.paymentIntents.retrieve(id)).client_secret, null);
    assert.equal((await reader.paymentIntents.list({ limit: 1 })).data[0]?.client_secret, null);
    assert.equal((await reader.financialConnections.sessions.retrieve(session.id)).client_secret, null);
    await api.stripe.paymentIntents.confirm(id, { mandate_data: MANDATE });
    const billing = await restricted({ charges: 'write', payment_intents: 'read' });
    const [charge] = (await billing.charges.list({ payment_intent: id, expand: ['data.payment_intent'] })).data;
    const paid = charge?.payment_intent as Stripe.PaymentIntent;
    assert.deepEqual([paid.id, paid.client_secret], [id, null]);
    const writer = await restricted({ payment_intents: 'write' });
    assert.match(String((await writer.paymentIntents.retrieve(id)).client_secret), /_secret_/);
  });
});
