// Bank accounts collected for an intent by the page that holds its secret: linked, without a number that works, or typed in instead.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type Stripe from 'stripe';
import type { Pane } from '../../server/src/wire/flow.ts';
import { decide, launch, openFlow, openPage, settledView, startVisit } from '../contract/flow_client.ts';
import { complete, newClock, type Session } from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';
import { LASTING, MANDATE, TOKEN_BANK } from './money.ts';

let world: World;
before(async () => {
  world = await joinTestWorld();
});
after(() => world.close());

type Intent = Stripe.SetupIntent | Stripe.PaymentIntent;
const FOR_ACH = { payment_method_types: ['us_bank_account'] };

async function newCustomer(): Promise<string> {
  return (await world.stripe.customers.create({ name: 'Jenny Rosen', test_clock: await newClock(world) })).id;
}

/** What the browser SDK asks for first. */
async function collect(intent: Intent): Promise<Session> {
  const { id } = intent;
  const path =
    intent.object === 'setup_intent'
      ? `/v1/setup_intents/${id}/link_account_sessions`
      : `/v1/payment_intents/${id}/link_account_sessions`;
  const body = new URLSearchParams({
    client_secret: intent.client_secret!,
    'payment_method_data[type]': 'us_bank_account',
    'payment_method_data[billing_details][name]': 'Jenny Rosen',
  });
  const answer = await fetch(`${world.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.keys.publishable}` },
    body,
  });
  assert.equal(answer.status, 200);
  return (await answer.json()) as Session;
}

const methodOf = ({ payment_method }: Intent) => world.stripe.paymentMethods.retrieve(String(payment_method));

test('an account linked for a setup intent is its payment method, and can be debited once the mandate is there', async () => {
  const customer = await newCustomer();
  const intent = await world.stripe.setupIntents.create({ customer, ...FOR_ACH });
  const session = await complete(world, (await collect(intent)).id, {
    institution: TOKEN_BANK,
    accounts: [LASTING],
  });
  assert.equal(session.status, 'succeeded');
  const [account] = session.accounts.data;
  assert.deepEqual(account?.account_holder, { type: 'customer', customer });
  const collected = await world.stripe.setupIntents.retrieve(intent.id);
  assert.equal(collected.status, 'requires_confirmation');
  const method = await methodOf(collected);
  assert.equal(method.us_bank_account?.financial_connections_account, account?.id);
  assert.equal(method.us_bank_account?.bank_name, TOKEN_BANK);
  const confirmed = await world.stripe.setupIntents.confirm(intent.id, { mandate_data: MANDATE as never });
  assert.equal(confirmed.status, 'succeeded');
});

test('an account linked for a payment intent pays it', async () => {
  const customer = await newCustomer();
  const intent = await world.stripe.paymentIntents.create({ customer, amount: 1050, currency: 'usd', ...FOR_ACH });
  await complete(world, (await collect(intent)).id, { institution: TOKEN_BANK, accounts: [LASTING] });
  const confirmed = await world.stripe.paymentIntents.confirm(intent.id, { mandate_data: MANDATE as never });
  assert.equal(confirmed.status, 'processing');
  await world.settle();
  assert.equal((await world.stripe.paymentIntents.retrieve(intent.id)).status, 'succeeded');
});

test('an account whose number is dead is not linked for an intent; the customer may type his numbers in instead', async () => {
  const customer = await newCustomer();
  const intent = await world.stripe.setupIntents.create({ customer, ...FOR_ACH });
  const flow = openFlow(world, await collect(intent));
  await flow.view('agree');
  const found = await flow.post('institutions', { query: TOKEN_BANK });
  const [institution] = (found.body as { institutions: { id: string }[] }).institutions;
  await flow.view('institution', { institution: institution!.id });
  const { cookie, location } = await launch(await startVisit(flow));
  const accounts = ['Expired Tokenized Account Number'];
  const back = await decide(world, 'tokenized-account-numbers', location, { user: customer, accounts });
  await openPage(back, { headers: { cookie } });
  const { pane } = await settledView(world, flow);
  const { kind, actions } = pane as Extract<Pane, { type: 'error' }>;
  assert.deepEqual([kind, actions], ['numbers_unavailable', ['another_bank', 'manual_entry', 'retry']]);
  const list = await world.stripe.financialConnections.accounts.list({ account_holder: { customer } });
  assert.deepEqual(list.data, []);
  assert.equal((await world.stripe.setupIntents.retrieve(intent.id)).status, 'requires_payment_method');

  const values = { routing_number: '110000000', account_number: '000123456789' };
  assert.equal((await flow.view('manual-entry', { values })).pane.type, 'manual_entry_success');
  const collected = await world.stripe.setupIntents.retrieve(intent.id);
  assert.equal(collected.status, 'requires_confirmation');
  const { us_bank_account: bank } = await methodOf(collected);
  assert.deepEqual([bank?.last4, bank?.financial_connections_account], ['6789', null]);
});

test('a customer who gives up leaves the intent as it was', async () => {
  const intent = await world.stripe.setupIntents.create({ customer: await newCustomer(), ...FOR_ACH });
  const session = await complete(world, (await collect(intent)).id, { institution: TOKEN_BANK, outcome: 'cancel' });
  assert.equal(session.status, 'cancelled');
  const { status, payment_method } = await world.stripe.setupIntents.retrieve(intent.id);
  assert.deepEqual([status, payment_method], ['requires_payment_method', null]);
});
