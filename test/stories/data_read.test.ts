// What is read of accounts: balances of every kind and of past days, transactions that pend, post and are dropped.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type Stripe from 'stripe';
import { plain } from '../contract/connected.ts';
import { assertWhole } from '../contract/shapes.ts';
import { advanceTo, DAY_ZERO, link, newClock } from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';
import { BANK, books, CHECKING, linkOne, refresh, transactions } from './bank_books.ts';

let world: World;
before(async () => {
  world = await joinTestWorld();
});
after(() => world.close());

test('past balances follow from today’s and from what was booked, one for each day on which it changed', async () => {
  const linked = await linkOne(world, ['balances', 'transactions']);
  const { id } = linked.account;
  const { balance } = await refresh(world, id, ['balance', 'transactions', 'inferred_balances']);
  const days: Stripe.FinancialConnections.AccountInferredBalance[] = [];
  for await (const day of world.stripe.financialConnections.accounts.listInferredBalances(id, { limit: 100 })) {
    assertWhole(day);
    days.push(day);
  }
  const posted = (await transactions(world, id)).filter(({ status }) => status === 'posted');
  const at = (moment: number) =>
    posted
      .filter(({ status_transitions }) => (status_transitions.posted_at ?? 0) > moment)
      .reduce((sum, { amount }) => sum - amount, balance!.current.usd!);
  assert.ok(days.length > 50, `${days.length} days`);
  for (const [index, { as_of, current }] of days.entries()) {
    assert.equal(as_of % 86_400, 86_399);
    assert.equal(current.usd, at(as_of));
    assert.notEqual(current.usd, days[index + 1]?.current.usd);
  }
});

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

test('balances are told by kind of account, and what cannot pay says so', async () => {
  const linked = await link(world, {
    permissions: ['payment_method', 'balances'],
    institution: BANK,
    test_clock: await newClock(world),
  });
  const read = await Promise.all(linked.accounts.map(({ id }) => refresh(world, id, ['balance'])));
  for (const account of read) {
    assertWhole(account);
    assert.equal(account.balance_refresh?.status, 'succeeded', account.display_name!);
    const type = account.category === 'credit' ? 'credit' : 'cash';
    assert.equal(account.balance?.type, type);
    assert.ok(type in account.balance!);
    const pays = account.subcategory === 'checking' || account.subcategory === 'savings';
    assert.deepEqual(account.supported_payment_method_types, pays ? ['us_bank_account'] : []);
    // Money that the holder owes is negative, whichever way it is told.
    if (type === 'credit') {
      assert.ok(account.balance!.current.usd! <= 0);
      assert.ok((account.balance!.credit!.used?.usd ?? 0) <= 0);
    }
  }
  assert.ok(new Set(read.map(({ category }) => category)).size >= 3);
});

test('owners are told as the bank has them, one, two, a company or none, and stay the same while nothing changes', async () => {
  const test_clock = await newClock(world);
  const linked = await link(world, { permissions: ['ownership'], institution: 'Ownership Accounts', test_clock });
  const { accounts } = world.stripe.financialConnections;
  const owners = async (id: string) => {
    const { ownership } = await refresh(world, id, ['ownership']);
    const list = await accounts.listOwners(id, { ownership: String(ownership) });
    assertWhole(list);
    return list.data;
  };
  const found: Record<string, string[]> = {};
  for (const { id, display_name } of linked.accounts) {
    found[display_name!] = (await owners(id)).map(({ name }) => name);
  }
  const counts = Object.entries(found).map(([name, names]) => [name, names.length]);
  assert.deepEqual(Object.fromEntries(counts), {
    'Single Owner Checking': 1,
    'Joint Owners Checking': 2,
    'No Owner Data Checking': 0,
    'Company Checking': 1,
  });
  assert.deepEqual(found['Joint Owners Checking'], ['Robin Castellan', 'Sasha Castellan']);
  const joint = linked.accounts.find(({ display_name }) => display_name === 'Joint Owners Checking')!;
  await advanceTo(world, test_clock, 1);
  const before = await accounts.retrieve(joint.id);
  const [first] = await owners(joint.id);
  assert.equal((await accounts.retrieve(joint.id)).ownership, before.ownership);
  assert.equal(first?.refreshed_at, DAY_ZERO + 86_400);
  assert.match(first?.raw_address ?? '', /14 Alder Row.*Springfield.*62701/);
});
