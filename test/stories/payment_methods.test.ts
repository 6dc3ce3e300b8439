// Micro-deposits, which prove a number that was typed in: waited for, verified, failed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type Stripe from 'stripe';
import { advanceTo, eventsAfter, mark, newClock, until } from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';

let world: World;
before(async () => {
  world = await joinTestWorld();
});
after(() => world.close());

const MANDATE = { customer_acceptance: { type: 'offline', offline: {} } } as const;
const billing_details = { name: 'Jenny Rosen' };

const toldOf = async (since: string | null) =>
  (await eventsAfter(world, since))
    .filter(({ type }) => /^(payment_method|setup_intent|mandate)\./.test(type))
    .map(({ type, data }) => [type, (data.object as { id?: string }).id]);

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
