// Money as stories look at it: asked for and sent through the SDK, and what the bank has in its books of it.
import assert from 'node:assert/strict';
import type Stripe from 'stripe';
import { type Account, link, named, newClock, until } from '../story.ts';
import type { World } from '../world.ts';

export const TOKEN_BANK = 'Tokenized Account Numbers';
export const LASTING = 'Eventually Expiring Tokenized Account Number';
const TYPES = { payment_method_types: ['us_bank_account'] };
/** An agreement that a server saw in a browser. */
export const MANDATE = {
  customer_acceptance: { type: 'online', online: { ip_address: '203.0.113.7', user_agent: 'Browser/1' } },
} as const;

export interface Payer {
  customer: string;
  authorization: string;
  account: Account;
  accounts: Account[];
  test_clock: string;
  payment_method: string;
}

/** A customer with a clock of his own, who linked accounts and allowed debits from the first of the names. */
export async function linkPayer(world: World, names: string[] = [LASTING], institution = TOKEN_BANK): Promise<Payer> {
  const test_clock = await newClock(world);
  const permissions = ['payment_method', 'balances', 'transactions'] as const;
  const linked = await link(world, { institution, test_clock, accounts: names, permissions: [...permissions] });
  const account = named(linked.accounts, names[0]!);
  const customer = linked.customer!;
  const payment_method = await setUp(world, customer, account.id);
  return { ...linked, customer, account, test_clock, payment_method };
}

/** The payment method of a linked account, set up as the guide on relinking accounts for payments does. */
export async function setUp(world: World, customer: string, account: string): Promise<string> {
  const intent = await world.stripe.setupIntents.create({
    customer,
    ...TYPES,
    payment_method_data: {
      type: 'us_bank_account',
      us_bank_account: { financial_connections_account: account },
      billing_details: { name: 'Jenny Rosen' },
    },
  });
  assert.equal(intent.status, 'requires_confirmation');
  const done = await world.stripe.setupIntents.confirm(intent.id, { mandate_data: MANDATE as never });
  assert.equal(done.status, 'succeeded');
  return done.payment_method as string;
}

/** Asks for money without the customer, and answers how the payment stands when nothing is under way any more. */
export async function pay(
  world: World,
  { customer, payment_method }: { customer: string; payment_method: string },
  amount = 1050,
): Promise<Stripe.PaymentIntent> {
  const intent = await world.stripe.paymentIntents.create({
    amount,
    currency: 'usd',
    customer,
    payment_method,
    confirm: true,
    off_session: true,
    ...(TYPES as object),
  });
  assert.equal(intent.status, 'processing');
  await world.settle();
  return await world.stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] });
}

/** Status, code and return of a payment and of its charge. */
export function outcomeOf(intent: Stripe.PaymentIntent) {
  const charge = intent.latest_charge as Stripe.Charge;
  return {
    intent: [intent.status, intent.last_payment_error?.code ?? null],
    charge: [charge.status, charge.failure_code, charge.outcome?.network_decline_code ?? null],
  };
}

export async function blockOf(world: World, payment_method: string) {
  const { us_bank_account } = await world.stripe.paymentMethods.retrieve(payment_method);
  return us_bank_account!.status_details?.blocked ?? null;
}

/** The ACH entries that reached an account of a person, as its bank knows them: direction, amount, what became of it. */
export async function entriesAtBank(world: World, slug: string, user: string, name: string): Promise<string[]> {
  const person = await world.control('GET', `${slug}/people/${user}`);
  const accounts = person.accounts as { account_id: string; display_name: string }[];
  const { account_id } = accounts.find((each) => each.display_name === name)!;
  const { entries } = await world.control('GET', `${slug}/people/${user}/accounts/${account_id}/entries`);
  return (entries as Record<string, unknown>[]).map(
    ({ direction, amount, status, return_code }) => `${direction} ${amount} ${return_code ?? status}`,
  );
}

/** Asks for money from a customer who lives on a test clock; whoever asks twice finds the same payment. */
export async function askOnce(world: World, payer: Payer, key: string): Promise<Stripe.PaymentIntent> {
  const { customer, payment_method } = payer;
  const params = { amount: 1050, currency: 'usd', customer, payment_method, confirm: true, off_session: true };
  return await world.stripe.paymentIntents.create(params, { idempotencyKey: key });
}

/** Waits for the end of a payment, which was made exactly once. */
export async function paidOnce(world: World, payer: Payer, id: string): Promise<void> {
  const paid = await until('the payment was over', async () => {
    await world.settle();
    const intent = await world.stripe.paymentIntents.retrieve(id);
    return intent.status !== 'processing' && intent;
  });
  assert.equal(paid.status, 'succeeded');
  assert.equal((await world.stripe.charges.list({ payment_intent: id })).data.length, 1);
  const entries = await entriesAtBank(world, 'tokenized-account-numbers', payer.customer, LASTING);
  assert.deepEqual(entries, ['debit 1050 settled']);
}
