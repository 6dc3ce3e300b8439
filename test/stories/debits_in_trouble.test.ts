// A debit on its way while the bank network fails, or while a relink replaces the number that it is for.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { complete, relinkSession, simulateOnAccount, until } from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';
import { askOnce, blockOf, linkPayer, paidOnce } from './money.ts';

let world: World;
before(async () => {
  world = await joinTestWorld();
});
after(() => world.close());

for (const [trouble, fault] of [
  ['loses its answer', { lose_answer: true, times: 1 }],
  ['is down for a moment', { status: 503, times: 1 }],
] as const) {
  test(`a debit is taken once where the bank network ${trouble}`, async () => {
    const payer = await linkPayer(world);
    await world.control('PUT', 'ach/faults', fault);
    await paidOnce(world, payer, (await askOnce(world, payer, trouble)).id);
  });
}

test('what comes back for a number that a relink has replaced meanwhile says nothing against the method', async () => {
  const payer = await linkPayer(world);
  await simulateOnAccount(world, payer.account.id, 'account_number_revoked');
  await world.control('PUT', 'ach/faults', { status: 503 });
  const { id } = await askOnce(world, payer, 'replaced');
  await complete(world, (await relinkSession(world, payer, { account: payer.account.id })).id);
  await world.control('PUT', 'ach/faults', { status: null });
  const failed = await until('the debit came back', async () => {
    const intent = await world.stripe.paymentIntents.retrieve(id);
    return intent.status !== 'processing' && intent;
  });
  assert.equal(failed.last_payment_error?.network_decline_code, 'R04');
  assert.equal(await blockOf(world, payer.payment_method), null);
});
