// Bank accounts collected for an intent where money moves: a linked one pays, and a number may be typed in.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { complete } from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';
import { collect, meetDeadNumber, methodOf } from './anywhere/collected_accounts.ts';
import { LASTING, MANDATE, TOKEN_BANK } from './money.ts';

let world: World;
before(async () => {
  world = await joinTestWorld();
});
after(() => world.close());

test('an account linked for a payment intent pays it', async () => {
  const customer = await world.driver.customer(world, { name: 'Jenny Rosen' });
  const payment_method_types = ['us_bank_account'];
  const intent = await world.stripe.paymentIntents.create({
    ...{ customer, amount: 1050, currency: 'usd', payment_method_types },
  });
  await complete(world, (await collect(world, intent)).id, { institution: TOKEN_BANK, accounts: [LASTING] });
  const confirmed = await world.stripe.paymentIntents.confirm(intent.id, { mandate_data: MANDATE as never });
  assert.equal(confirmed.status, 'processing');
  await world.settle();
  assert.equal((await world.stripe.paymentIntents.retrieve(intent.id)).status, 'succeeded');
});

test('a customer whose account has no number that works may type his numbers in instead', async () => {
  const { intent, flow, pane } = await meetDeadNumber(world);
  assert.deepEqual(pane.actions, ['another_bank', 'manual_entry', 'retry']);
  const values = { routing_number: '110000000', account_number: '000123456789' };
  assert.equal((await flow.view('manual-entry', { values })).pane.type, 'manual_entry_success');
  const collected = await world.stripe.setupIntents.retrieve(intent.id);
  assert.equal(collected.status, 'requires_confirmation');
  const { us_bank_account: bank } = await methodOf(world, collected);
  assert.deepEqual([bank?.last4, bank?.financial_connections_account], ['6789', null]);
});
