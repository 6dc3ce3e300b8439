// What is read of accounts: balances of every kind and of past days, transactions that pend, post and are dropped.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { plain } from '../contract/connected.ts';
import { advanceTo, DAY_ZERO } from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';
import { BANK, books, CHECKING, linkOne, refresh, transactions } from './bank_books.ts';

let world: World;
before(async () => {
  world = await joinTestWorld();
});
after(() => world.close());

test('a pending transaction posts under the same id, one that the bank drops is void, and only changes come after a refresh', async () => {
  for (const [institution, slug] of [
    [BANK, 'bank-oauth'],
    ['Tokenized Account Numbers', 'tokenized-account-numbers'],
  ] as const) {
    const name = slug === 'bank-oauth' ? CHECKING : 'Eventually Expiring Tokenized Account Number';
    const linked = await linkOne(world, ['transactions'], name, institution);
    const { id } = linked.account;
    const desk = await books(world, linked, name, slug);
    const coffee = await desk.book({ amount: '-4.80', description: 'Corner Coffee', status: 'pending' });
    const hotel = await desk.book({ amount: '-200.00', description: 'Hotel deposit', status: 'pending' });
    const first = await refresh(world, id, ['transactions']);
    const named_ = async (description: string) =>
      (await transactions(world, id)).filter((each) => each.description === description);
    const [pending] = await named_('Corner Coffee');
    assert.deepEqual(
      [pending?.status, pending?.amount, pending?.transaction_refresh],
      ['pending', -480, first.transaction_refresh?.id],
    );

    await advanceTo(world, linked.test_clock, 2);
    await desk.settle(coffee, { status: 'posted', amount: '-5.00' });
    await desk.settle(hotel, { status: 'void' });
    await desk.book({ amount: '-1.00', description: 'Newspaper' });
    const second = await refresh(world, id, ['transactions']);
    const [posted, ...others] = await named_('Corner Coffee');
    assert.deepEqual(others, []);
    const now = DAY_ZERO + 2 * 86_400;
    assert.deepEqual(plain(posted), {
      ...plain(pending),
      amount: -500,
      status: 'posted',
      status_transitions: { posted_at: now, void_at: null },
      transaction_refresh: second.transaction_refresh?.id,
      updated: now,
    });
    const [dropped] = await named_('Hotel deposit');
    assert.deepEqual([dropped?.status, dropped?.status_transitions], ['void', { posted_at: null, void_at: now }]);

    const changed = await transactions(world, id, { transaction_refresh: { after: first.transaction_refresh!.id } });
    const mine = changed.filter(({ description }) =>
      ['Corner Coffee', 'Hotel deposit', 'Newspaper'].includes(description),
    );
    assert.deepEqual(mine.map(({ status }) => status).sort(), ['posted', 'posted', 'void']);
    assert.ok(changed.length < (await transactions(world, id)).length / 4, `${changed.length} changes`);
    assert.deepEqual(
      await transactions(world, id, { transaction_refresh: { after: second.transaction_refresh!.id } }),
      [],
    );
  }
});
