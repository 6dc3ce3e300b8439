// Payment methods live with the links they were made from: they follow a new number, outlive the link, and are proved in time.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type Stripe from 'stripe';
import {
  advanceTo,
  complete,
  eventsAfter,
  link,
  mark,
  named,
  newClock,
  relinkSession,
  simulateOnAccount,
  until,
} from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';

let world: World;
before(async () => {
  world = await joinTestWorld();
});
after(() => world.close());

const TOKENIZED = 'Tokenized Account Numbers';
const LASTING = 'Eventually Expiring Tokenized Account Number';
const EXPIRED = 'Expired Tokenized Account Number';
const MANDATE = { customer_acceptance: { type: 'offline', offline: {} } } as const;
const billing_details = { name: 'Jenny Rosen' };

const methodOf = (account: string) =>
  world.stripe.paymentMethods.create({
    ...{ type: 'us_bank_account', billing_details },
    us_bank_account: { financial_connections_account: account },
  });
const again = (method: { id: string }) => world.stripe.paymentMethods.retrieve(method.id);
const toldOf = async (since: string | null) =>
  (await eventsAfter(world, since))
    .filter(({ type }) => /^(payment_method|setup_intent|mandate)\./.test(type))
    .map(({ type, data }) => [type, (data.object as { id?: string }).id]);

test('a relink gives a new number to the payment methods of exactly that account', async () => {
  const linked = await link(world, { institution: TOKENIZED, test_clock: await newClock(world) });
  const stranger = await link(world, { institution: TOKENIZED, test_clock: await newClock(world) });
  const account = named(linked.accounts, LASTING).id;
  const method = await methodOf(account);
  const detached = await methodOf(account);
  await world.stripe.paymentMethods.attach(detached.id, { customer: String(linked.customer) });
  await world.stripe.paymentMethods.detach(detached.id);
  const another = await methodOf(named(stranger.accounts, LASTING).id);

  await simulateOnAccount(world, account, 'account_number_revoked');
  await world.settle();
  assert.deepEqual({ ...(await again(method)) }, { ...method });

  const since = await mark(world);
  const done = await complete(world, (await relinkSession(world, linked, { account })).id);
  assert.equal(done.relink_result?.account, account);
  const renewed = await again(method);
  const { last4, fingerprint, routing_number, ...bank } = renewed.us_bank_account!;
  const {
    last4: old_last4,
    fingerprint: old_fingerprint,
    routing_number: old_routing,
    ...old
  } = method.us_bank_account!;
  assert.deepEqual(bank, old);
  assert.notEqual(fingerprint, old_fingerprint);
  assert.deepEqual(await toldOf(since), [['payment_method.automatically_updated', method.id]]);
  const [event] = (await world.stripe.events.list({ type: 'payment_method.automatically_updated', limit: 1 })).data;
  const was = {
    fingerprint: old_fingerprint,
    ...(last4 === old_last4 ? {} : { last4: old_last4 }),
    ...(routing_number === old_routing ? {} : { routing_number: old_routing }),
  };
  assert.deepEqual(event?.data.previous_attributes, { us_bank_account: was });
  assert.equal((await again(detached)).us_bank_account?.fingerprint, old_fingerprint);
  assert.deepEqual({ ...(await again(another)) }, { ...another });
});

test('an account that is linked newly moves nothing', async () => {
  const test_clock = await newClock(world);
  const first = await link(world, { test_clock });
  const method = await methodOf(first.accounts[0]!.id);
  const since = await mark(world);
  await link(world, { customer: first.customer, institution: 'Test (OAuth)', bank_user: 'someone else' });
  assert.deepEqual({ ...(await again(method)) }, { ...method });
  assert.deepEqual(await toldOf(since), []);
});

test('an account whose number is dead makes a payment method once it is relinked', async () => {
  const linked = await link(world, { institution: TOKENIZED, test_clock: await newClock(world) });
  const account = named(linked.accounts, EXPIRED).id;
  const refused = await methodOf(account).catch((error) => error);
  assert.equal(refused.code, 'financial_connections_account_unavailable_account_numbers');
  await complete(world, (await relinkSession(world, linked, { account })).id);
  assert.equal((await methodOf(account)).us_bank_account?.financial_connections_account, account);
});

test('a payment method outlives its disconnected account, and belongs to whom it did', async () => {
  const { customer, accounts } = await link(world);
  const method = await methodOf(accounts[0]!.id);
  await world.stripe.paymentMethods.attach(method.id, { customer: String(customer) });
  await world.stripe.financialConnections.accounts.disconnect(accounts[0]!.id);
  const intent = await world.stripe.setupIntents.create({
    ...{ customer: String(customer), payment_method: method.id },
    ...{ confirm: true, mandate_data: MANDATE },
  });
  assert.equal(intent.status, 'succeeded');
  const refused = await methodOf(accounts[0]!.id).catch((error) => error);
  assert.equal(refused.code, 'financial_connections_account_inactive');
});

test('a payment method of a link without a holder is somebody’s in the end, and the link nobody’s, also after a relink', async () => {
  const linked = await link(world, { customer: null, institution: TOKENIZED });
  const account = named(linked.accounts, LASTING).id;
  const method = await methodOf(account);
  const { id: customer } = await world.stripe.customers.create({ name: 'Jenny Rosen' });
  await world.stripe.paymentMethods.attach(method.id, { customer });
  const session = await relinkSession(world, linked, { account });
  assert.equal((await complete(world, session.id)).relink_result?.account, account);
  const renewed = await again(method);
  assert.equal(renewed.customer, customer);
  assert.notEqual(renewed.us_bank_account?.fingerprint, method.us_bank_account?.fingerprint);
  assert.equal((await world.stripe.financialConnections.accounts.retrieve(account)).account_holder, null);
});

/** A setup intent that waits for micro-deposits to a typed-in account. */
function waiting(account_number: string, customer?: string): Promise<Stripe.SetupIntent> {
  const us_bank_account = { routing_number: '110000000', account_number };
  return world.stripe.setupIntents.create({
    ...(customer && { customer }),
    ...{ payment_method_data: { type: 'us_bank_account', us_bank_account, billing_details } },
    ...{ confirm: true, mandate_data: MANDATE },
  });
}

const outcome = async ({ id }: { id: string }) => {
  const { status, last_setup_error } = await world.stripe.setupIntents.retrieve(id);
  return [status, last_setup_error?.code];
};

test('micro-deposits are waited for ten days of the customer’s time', async () => {
  const test_clock = await newClock(world);
  const { id: customer } = await world.stripe.customers.create({ name: 'Jenny Rosen', test_clock });
  const intent = await waiting('000123456789', customer);
  await advanceTo(world, test_clock, 9);
  assert.deepEqual(await outcome(intent), ['requires_action', undefined]);
  const since = await mark(world);
  await advanceTo(world, test_clock, 10);
  const failed = 'payment_method_microdeposit_verification_timeout';
  assert.deepEqual(await outcome(intent), ['requires_payment_method', failed]);
  const told = [
    ['mandate.updated', String(intent.mandate)],
    ['setup_intent.setup_failed', intent.id],
  ];
  assert.deepEqual(await toldOf(since), told);
});

test('micro-deposits that cannot be sent fail soon, at once on a test clock, and nobody waits for others', async () => {
  const test_clock = await newClock(world);
  const { id: customer } = await world.stripe.customers.create({ name: 'Jenny Rosen', test_clock });
  const failing = await waiting('000666666661', customer);
  const verified = await waiting('000123456789', customer);
  await world.stripe.setupIntents.verifyMicrodeposits(verified.id, { descriptor_code: 'SM11AA' });
  await world.settle();
  const failed = ['requires_payment_method', 'payment_method_microdeposit_failed'];
  assert.deepEqual(await outcome(failing), failed);
  await advanceTo(world, test_clock, 11);
  assert.deepEqual(await outcome(verified), ['succeeded', undefined]);
  const real = await waiting('000666666661');
  assert.equal(real.status, 'requires_action');
  await until('the micro-deposits have failed', async () => (await outcome(real))[0] === 'requires_payment_method');
  assert.deepEqual(await outcome(real), failed);
});
