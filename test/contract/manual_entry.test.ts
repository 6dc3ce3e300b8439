// Account numbers that the customer types in: for an intent, where they are offered and refused, and what the page learns.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import {
  type Answer,
  collect,
  type HostedApi,
  newSetupIntent,
  openHostedApi,
  TEST_NUMBERS,
  typeAndConfirm,
  WHO,
} from './hosted_api.ts';

let api: HostedApi;
before(async () => {
  api = await openHostedApi();
});
after(() => api.close());

const options = (us_bank_account: object) => ({ payment_method_options: { us_bank_account } });
const finished = ({ body }: Answer) => body.session as unknown as Stripe.FinancialConnections.Session;
const code = ({ status, body }: Answer) => [status, body.error?.code, body.error?.param];

describe('the session of a setup intent', () => {
  test('is made for the page that holds the client secret, for one account that can be debited', async () => {
    const intent = await newSetupIntent(api);
    const path = `/v1/setup_intents/${intent.id}/link_account_sessions`;
    const { status, body } = await api.page('POST', path, intent.client_secret!, WHO);
    assert.equal(status, 200);
    const session = body as unknown as Stripe.FinancialConnections.Session;
    assert.equal(session.account_holder?.customer, intent.customer);
    assert.deepEqual(session.permissions, ['payment_method']);
    assert.deepEqual(session.limits, { accounts: 1 });
    assert.deepEqual(session.filters?.account_subcategories, ['checking', 'savings']);
    assert.deepEqual(session.manual_entry, { mode: 'automatic' });
    const again = await collect(api, intent);
    assert.equal(finished(await api.flow(session.client_secret, 'finish')).status, 'cancelled');
    assert.equal((await api.view(again, 'view')).pane.type, 'consent');
  });

  test('asks for what the intent was told', async () => {
    const financial_connections = {
      permissions: ['payment_method', 'balances'],
      filters: { account_subcategories: ['checking'] },
    };
    const intent = await newSetupIntent(api, options({ financial_connections }) as Stripe.SetupIntentCreateParams);
    const view = await api.view(await collect(api, intent), 'view');
    assert.deepEqual(view.permissions, ['payment_method', 'balances']);
    assert.equal(view.intent, 'setup');
    assert.equal(view.manual_entry, 'automatic');
  });

  test('is refused without the secret, with a wrong one, without a name, and for a finished intent', async () => {
    const intent = await newSetupIntent(api);
    const path = `/v1/setup_intents/${intent.id}/link_account_sessions`;
    const wrong = `${intent.client_secret!.slice(0, -4)}xxxx`;
    assert.deepEqual(code(await api.page('POST', path, wrong, WHO)), [404, 'resource_missing', 'client_secret']);
    assert.equal((await api.page('POST', path, '', WHO)).status, 400);
    const nameless = { ...WHO, 'payment_method_data[billing_details][name]': '' };
    assert.deepEqual(code(await api.page('POST', path, intent.client_secret!, nameless)), [
      400,
      'parameter_missing',
      'payment_method_data[billing_details][name]',
    ]);
    const orphan = await newSetupIntent(api);
    await api.stripe.customers.del(String(orphan.customer));
    const orphaned = `/v1/setup_intents/${orphan.id}/link_account_sessions`;
    assert.equal(code(await api.page('POST', orphaned, orphan.client_secret!, WHO))[1], 'resource_missing');
    const { client_secret } = await api.stripe.setupIntents.cancel(intent.id);
    assert.equal(code(await api.page('POST', path, client_secret!, WHO))[1], 'setup_intent_unexpected_state');
  });

  test('is ended with fifty: whoever collects so often needs another intent', async () => {
    const intent = await newSetupIntent(api);
    for (let count = 0; count < 50; count += 1) await collect(api, intent);
    const path = `/v1/setup_intents/${intent.id}/link_account_sessions`;
    assert.equal((await api.page('POST', path, intent.client_secret!, WHO)).status, 429);
  });
});

describe('typed-in numbers', () => {
  test('become the payment method of the intent, which small deposits have to prove', async () => {
    const intent = await newSetupIntent(api);
    const session = await collect(api, intent);
    await api.view(session, 'agree');
    const { pane, session: state } = await api.view(session, 'manual-entry', { values: TEST_NUMBERS });
    assert.deepEqual(pane, { type: 'manual_entry_success', last4: '6789', verification: true });
    assert.equal(state.status, 'succeeded');
    assert.deepEqual(finished(await api.flow(session, 'finish', { reason: 'done' })).accounts, []);
    const { body } = await api.page('GET', `/v1/setup_intents/${intent.id}`, intent.client_secret!, {
      'expand[]': 'payment_method',
    });
    const collected = body as unknown as Stripe.SetupIntent;
    assert.equal(collected.status, 'requires_confirmation');
    const { us_bank_account: bank, billing_details, customer } = collected.payment_method as Stripe.PaymentMethod;
    assert.deepEqual(
      [bank?.last4, bank?.routing_number, bank?.account_type, bank?.account_holder_type],
      ['6789', '110000000', 'checking', 'individual'],
    );
    assert.equal(bank?.financial_connections_account, null);
    assert.equal(billing_details.name, 'Jenny Rosen');
    assert.equal(customer, null, 'before it is proved it is nobody’s');
  });

  test('stand in no log and in no event', async () => {
    const intent = await newSetupIntent(api);
    await typeAndConfirm(api, intent);
    const events = await api.stripe.events.list({ limit: 50 });
    const log = JSON.stringify(api.log);
    assert.ok(!log.includes(TEST_NUMBERS.account_number));
    assert.ok(!JSON.stringify(events.data).includes(TEST_NUMBERS.account_number));
    assert.ok(!log.includes(intent.client_secret!.split('_secret_')[1]!));
  });

  test('are refused before the customer has agreed, where they are none, and a second time', async () => {
    const session = await collect(api, await newSetupIntent(api));
    assert.equal((await api.flow(session, 'manual-entry', { values: TEST_NUMBERS })).status, 400);
    await api.view(session, 'agree');
    for (const [change, param] of [
      [{ routing_number: '110000001' }, 'routing_number'],
      [{ routing_number: '' }, 'routing_number'],
      [{ account_number: '12' }, 'account_number'],
      [{ account_number: '12345678901234567890' }, 'account_number'],
    ] as const) {
      const values = { ...TEST_NUMBERS, ...change };
      assert.equal((await api.flow(session, 'manual-entry', { values })).body.error?.param, param);
    }
    assert.equal((await api.view(session, 'view')).pane.type, 'institution_picker');
    await api.view(session, 'manual-entry', { values: TEST_NUMBERS });
    const again = await api.view(session, 'manual-entry', {
      values: { ...TEST_NUMBERS, account_number: '000111111113' },
    });
    assert.deepEqual(again.pane, { type: 'manual_entry_success', last4: '6789', verification: true });
  });

  test('of a session without an intent become its token, which opens to the merchant alone', async () => {
    const { id: customer } = await api.stripe.customers.create({ name: 'Jenny Rosen' });
    const session = await api.stripe.financialConnections.sessions.create({
      account_holder: { type: 'customer', customer },
      permissions: ['payment_method'],
      manual_entry: { mode: 'automatic' },
    });
    await api.view(session.client_secret, 'agree');
    const { pane } = await api.view(session.client_secret, 'manual-entry', { values: TEST_NUMBERS });
    assert.deepEqual(pane, { type: 'manual_entry_success', last4: '6789', verification: false });
    const ended = finished(await api.flow(session.client_secret, 'finish', { reason: 'done' }));
    assert.equal(ended.status, 'succeeded');
    assert.match(ended.bank_account_token?.id ?? '', /^btok_/);
    const seen = await api.stripe.financialConnections.sessions.retrieve(session.id);
    assert.equal(seen.bank_account_token?.bank_account?.last4, '6789');
    assert.ok(!JSON.stringify(seen).includes(TEST_NUMBERS.account_number));
  });

  test('an intent that was canceled meanwhile keeps its state', async () => {
    const intent = await newSetupIntent(api);
    const session = await collect(api, intent);
    await api.view(session, 'agree');
    await api.stripe.setupIntents.cancel(intent.id);
    await api.view(session, 'manual-entry', { values: TEST_NUMBERS });
    const { status, payment_method } = await api.stripe.setupIntents.retrieve(intent.id);
    assert.deepEqual([status, payment_method], ['canceled', null]);
  });
});

describe('typing in', () => {
  test('is not offered by a session that does not say so', async () => {
    const { client_secret } = await api.stripe.financialConnections.sessions.create({
      permissions: ['payment_method'],
    });
    assert.equal((await api.view(client_secret, 'agree')).manual_entry, 'disabled');
    assert.equal((await api.flow(client_secret, 'manual-entry', { values: TEST_NUMBERS })).status, 400);
  });

  const offered = async (us_bank_account: object) => {
    const session = await collect(api, await newSetupIntent(api, options(us_bank_account) as object));
    return { session, view: await api.view(session, 'agree') };
  };

  test('is not offered where only a bank’s word counts', async () => {
    const { session, view } = await offered({ verification_method: 'instant' });
    assert.equal(view.manual_entry, 'disabled');
    assert.equal((await api.flow(session, 'manual-entry', { values: TEST_NUMBERS })).status, 400);
  });

  test('is all there is where only small deposits count', async () => {
    const { view } = await offered({ verification_method: 'microdeposits' });
    assert.deepEqual([view.manual_entry, view.pane.type], ['required', 'manual_entry']);
  });

  test('on the merchant’s own page is for the preview versions to ask for', async () => {
    const create = (apiVersion: string) =>
      api.sdk({ apiVersion: apiVersion as never }).financialConnections.sessions.create({
        account_holder: { type: 'customer', customer },
        permissions: ['payment_method'],
        manual_entry: { mode: 'custom' },
      });
    const { id: customer } = await api.stripe.customers.create({ name: 'Jenny Rosen' });
    const session = await create('2026-08-26.preview');
    assert.deepEqual(session.manual_entry, { mode: 'custom' });
    assert.equal((await api.view(session.client_secret, 'agree')).manual_entry, 'custom');
    await assert.rejects(create('2026-08-26.dahlia'), { param: 'manual_entry[mode]', statusCode: 400 });
  });

  test('leads back to a merchant with a form of his own, who is told why the session ended', async () => {
    const { session } = await offered({ financial_connections: { manual_entry: { mode: 'custom' } } });
    assert.equal((await api.flow(session, 'manual-entry', { values: TEST_NUMBERS })).status, 400);
    const ended = finished(await api.flow(session, 'finish', { reason: 'custom_manual_entry' }));
    assert.equal(ended.status, 'cancelled');
    assert.deepEqual(ended.status_details, { cancelled: { reason: 'custom_manual_entry' } });
  });

  test('does not end a session for that reason where no merchant’s form is meant', async () => {
    const { session } = await offered({});
    const ended = finished(await api.flow(session, 'finish', { reason: 'custom_manual_entry' }));
    assert.deepEqual(ended.status_details, { cancelled: { reason: 'other' } });
  });
});

test('a connected account that types in its numbers gives its platform a token to pay it out with', async () => {
  const { id: account } = await api.stripe.accounts.create({ type: 'custom' });
  const { client_secret, id } = await api.stripe.financialConnections.sessions.create({
    account_holder: { type: 'account', account },
    permissions: ['payment_method'],
    manual_entry: { mode: 'automatic' },
  });
  await api.view(client_secret, 'agree');
  await api.view(client_secret, 'manual-entry', { values: TEST_NUMBERS });
  const { bank_account_token: token } = finished(await api.flow(client_secret, 'finish', { reason: 'done' }));
  assert.deepEqual([token?.object, token?.used, token?.bank_account?.last4], ['token', false, '6789']);
  const told = await api.stripe.financialConnections.sessions.retrieve(id);
  assert.deepEqual(told.bank_account_token, token);
  const made = await api.stripe.accounts.createExternalAccount(account, { external_account: token!.id });
  assert.equal((made as Stripe.BankAccount).last4, '6789');
});

test('a payment collects its bank account the same way, and waits to be confirmed with it', async () => {
  const { id, client_secret } = await api.stripe.paymentIntents.create({ amount: 500, currency: 'usd' });
  const path = `/v1/payment_intents/${id}/link_account_sessions`;
  const { body } = await api.page('POST', path, client_secret!, WHO);
  const { client_secret: session } = body as unknown as Stripe.FinancialConnections.Session;
  await api.view(session, 'agree');
  await api.view(session, 'manual-entry', { values: TEST_NUMBERS });
  const collected = await api.stripe.paymentIntents.retrieve(id, { expand: ['payment_method'] });
  assert.equal(collected.status, 'requires_confirmation');
  assert.equal((collected.payment_method as Stripe.PaymentMethod).us_bank_account?.last4, '6789');
  await api.stripe.paymentIntents.cancel(id);
  assert.equal(code(await api.page('POST', path, client_secret!, WHO))[1], 'payment_intent_unexpected_state');
});
