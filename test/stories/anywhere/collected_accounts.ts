// Bank accounts collected for an intent by the page that holds its secret: linked, without a number that works, or typed in instead.
import assert from 'node:assert/strict';
import type Stripe from 'stripe';
import type { Pane } from '../../../server/src/wire/flow.ts';
import { decide, launch, openFlow, openPage, settledView, startVisit } from '../../contract/flow_client.ts';
import { complete, type Scene, type Session } from '../../story.ts';
import { LASTING, MANDATE, TOKEN_BANK } from '../money.ts';
import type { Story } from './tell.ts';

type Intent = Stripe.SetupIntent | Stripe.PaymentIntent;
const FOR_ACH = { payment_method_types: ['us_bank_account'] };

/** What the browser SDK asks for first. */
export async function collect(world: Scene, intent: Intent): Promise<Session> {
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

export const methodOf = (world: Scene, { payment_method }: Intent) =>
  world.stripe.paymentMethods.retrieve(String(payment_method));

/** A customer in the flow for an intent, back from his bank with an account whose number is dead. */
export async function meetDeadNumber(world: Scene) {
  const customer = await world.driver.customer(world, { name: 'Jenny Rosen' });
  const intent = await world.stripe.setupIntents.create({ customer, ...FOR_ACH });
  const flow = openFlow(world, await collect(world, intent));
  await flow.view('agree');
  const found = await flow.post('institutions', { query: TOKEN_BANK });
  const [institution] = (found.body as { institutions: { id: string }[] }).institutions;
  await flow.view('institution', { institution: institution!.id });
  const { cookie, location } = await launch(await startVisit(flow));
  const accounts = ['Expired Tokenized Account Number'];
  const back = await decide(world, 'tokenized-account-numbers', location, { user: customer, accounts });
  await openPage(back, { headers: { cookie } });
  const { pane } = await settledView(world, flow);
  return { customer, intent, flow, pane: pane as Extract<Pane, { type: 'error' }> };
}

export const collectedAccounts: Story = {
  'an account linked for a setup intent is its payment method, and can be debited once the mandate is there': async (
    world,
  ) => {
    const customer = await world.driver.customer(world, { name: 'Jenny Rosen' });
    const intent = await world.stripe.setupIntents.create({ customer, ...FOR_ACH });
    const session = await complete(world, (await collect(world, intent)).id, {
      institution: TOKEN_BANK,
      accounts: [LASTING],
    });
    assert.equal(session.status, 'succeeded');
    const [account] = session.accounts.data;
    assert.deepEqual(account?.account_holder, { type: 'customer', customer });
    const collected = await world.stripe.setupIntents.retrieve(intent.id);
    assert.equal(collected.status, 'requires_confirmation');
    const method = await methodOf(world, collected);
    assert.equal(method.us_bank_account?.financial_connections_account, account?.id);
    assert.equal(method.us_bank_account?.bank_name, TOKEN_BANK);
    const confirmed = await world.stripe.setupIntents.confirm(intent.id, { mandate_data: MANDATE as never });
    assert.equal(confirmed.status, 'succeeded');
  },

  'an account whose number is dead is not linked for an intent': async (world) => {
    const { customer, intent, pane } = await meetDeadNumber(world);
    assert.equal(pane.kind, 'numbers_unavailable');
    const list = await world.stripe.financialConnections.accounts.list({ account_holder: { customer } });
    assert.deepEqual(list.data, []);
    assert.equal((await world.stripe.setupIntents.retrieve(intent.id)).status, 'requires_payment_method');
  },

  'a customer who gives up leaves the intent as it was': async (world) => {
    const intent = await world.stripe.setupIntents.create({
      customer: await world.driver.customer(world, { name: 'Jenny Rosen' }),
      ...FOR_ACH,
    });
    const session = await complete(world, (await collect(world, intent)).id, {
      institution: TOKEN_BANK,
      outcome: 'cancel',
    });
    assert.equal(session.status, 'cancelled');
    const { status, payment_method } = await world.stripe.setupIntents.retrieve(intent.id);
    assert.deepEqual([status, payment_method], ['requires_payment_method', null]);
  },
};
