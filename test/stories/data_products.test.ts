// What links are for: data is fetched, follows what the customer allows, and loses nothing by a break.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type Stripe from 'stripe';
import { plain } from '../contract/connected.ts';
import { assertWhole } from '../contract/shapes.ts';
import {
  type Account,
  advanceTo,
  complete,
  DAY_ZERO,
  eventsAfter,
  mark,
  newClock,
  relinkSession,
  simulateOnAuthorization,
  toldByDay,
} from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';
import { assertInStep, BANK, books, CHECKING, linkOne, refresh, told, transactions } from './bank_books.ts';

let world: World;
before(async () => {
  world = await joinTestWorld();
});
after(() => world.close());

const retrieve = (id: string) => world.stripe.financialConnections.accounts.retrieve(id);

/** The days on which something was told of accounts. */
async function toldDays(since: string | null, type: string): Promise<number[]> {
  return (await toldByDay(world, since)).filter(([, about]) => about === `account.${type}`).map(([day]) => day);
}

test('what a session prefetches is there when its refreshes have ended, each told of once', async () => {
  const test_clock = await newClock(world);
  const { id: customer } = await world.stripe.customers.create({ test_clock });
  const since = await mark(world);
  const session = await world.stripe.financialConnections.sessions.create({
    account_holder: { type: 'customer', customer },
    permissions: ['balances', 'ownership', 'transactions'],
    prefetch: ['balances', 'inferred_balances', 'ownership', 'transactions'],
  });
  const done = await complete(world, session.id, { institution: BANK, accounts: [CHECKING] });
  const [account] = done.accounts.data as [Account];
  await world.settle();
  const ready = await retrieve(account.id);
  assertWhole(ready);
  const succeeded = (pause_s: number) => ({
    last_attempted_at: DAY_ZERO,
    next_refresh_available_at: DAY_ZERO + pause_s,
    status: 'succeeded',
  });
  assert.deepEqual(plain(ready.balance_refresh), succeeded(300));
  assert.deepEqual(plain(ready.inferred_balances_refresh), succeeded(3600));
  assert.deepEqual(plain(ready.ownership_refresh), succeeded(3600));
  const { id: first, ...transactionRefresh } = plain(ready.transaction_refresh!);
  assert.match(first, /^fctxnref_/);
  assert.deepEqual(transactionRefresh, succeeded(900));
  assert.equal(ready.balance?.type, 'cash');
  assert.equal(typeof ready.balance?.current.usd, 'number');

  const heard = (await toldByDay(world, since)).map(([day, type]) => `${day} ${type}`);
  assert.deepEqual(heard.toSorted(), [
    '0 account.created',
    '0 account.refreshed_balance',
    '0 account.refreshed_inferred_balances',
    '0 account.refreshed_ownership',
    '0 account.refreshed_transactions',
    '0 session.updated',
  ]);
  const [asked] = (await eventsAfter(world, since)).filter(({ type }) => type.endsWith('session.updated'));
  const collected = (asked!.data.object as Stripe.FinancialConnections.Session).accounts.data[0];
  assert.deepEqual([collected?.balance, collected?.balance_refresh?.status], [null, 'pending']);

  const owners = await world.stripe.financialConnections.accounts.listOwners(account.id, {
    ownership: String(ready.ownership),
  });
  assertWhole(owners);
  assert.ok(owners.data.length > 0);
  const expanded = await world.stripe.financialConnections.accounts.retrieve(account.id, { expand: ['ownership'] });
  assertWhole(expanded);
  const { owners: within } = expanded.ownership as Stripe.FinancialConnections.AccountOwnership;
  assert.deepEqual(plain(within.data), plain(owners.data));

  const history = await transactions(world, account.id);
  assert.ok(history.length > 100, `${history.length} transactions`);
  const oldest = history.at(-1)!.transacted_at;
  assert.ok(oldest >= DAY_ZERO - 180 * 86_400 && oldest < DAY_ZERO - 170 * 86_400);
});

test('a subscription keeps what was read in step with the bank’s books', async () => {
  const linked = await linkOne(world, ['balances', 'transactions']);
  const { id } = linked.account;
  const since = await mark(world);
  const subscribed = await world.stripe.financialConnections.accounts.subscribe(id, {
    features: ['transactions', 'balance'],
  });
  assertWhole(subscribed);
  assert.deepEqual(subscribed.subscriptions, ['balance', 'transactions']);
  assert.equal(subscribed.transaction_refresh?.status, 'pending');
  await advanceTo(world, linked.test_clock, 2);
  await world.stripe.financialConnections.accounts.unsubscribe(id, { features: ['balance'] });
  await advanceTo(world, linked.test_clock, 3);
  const after = await world.stripe.financialConnections.accounts.unsubscribe(id, { features: ['transactions'] });
  assert.deepEqual(after.subscriptions, []);
  await advanceTo(world, linked.test_clock, 6);
  const days = (type: string) => toldDays(since, type);
  assert.deepEqual(await days('refreshed_balance'), [0, 1, 2]);
  assert.deepEqual(await days('refreshed_transactions'), [0, 1, 2, 3]);
  await advanceTo(world, linked.test_clock, 7);
  await refresh(world, id, ['transactions']);
  await assertInStep(world, linked, -180);
});

test('data that lost its access comes back without a gap, with the permission that was added and without the one that was dropped', async () => {
  const linked = await linkOne(world, ['balances', 'transactions']);
  const { id } = linked.account;
  const { accounts } = world.stripe.financialConnections;
  await accounts.subscribe(id, { features: ['transactions', 'balance', 'inferred_balances'] });
  await advanceTo(world, linked.test_clock, 3);
  await assertInStep(world, linked, -180);
  const kept = new Map((await transactions(world, id)).map((each) => [told(each), each.id]));
  const pending = (await transactions(world, id)).filter(({ status }) => status === 'pending');

  await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
  const broken = await retrieve(id);
  assert.equal(broken.status, 'inactive');
  assert.deepEqual(
    [broken.balance_refresh?.status, broken.balance_refresh?.next_refresh_available_at],
    ['succeeded', null],
  );
  assert.equal((await transactions(world, id)).length, kept.size);
  const since = await mark(world);
  await (await books(world, linked)).book({ amount: '-77.00', description: 'While nobody looked' });
  await advanceTo(world, linked.test_clock, 40);
  assert.deepEqual(await toldDays(since, 'refreshed_transactions'), []);

  const session = await relinkSession(world, linked, { account: id, permissions: ['transactions', 'ownership'] });
  await complete(world, session.id);
  await world.settle();
  const back = await retrieve(id);
  assertWhole(back);
  assert.deepEqual([back.status, back.permissions], ['active', ['transactions', 'ownership']]);
  assert.deepEqual(back.subscriptions, ['transactions']);
  const { balance, balance_refresh, inferred_balances_refresh } = back;
  assert.deepEqual([balance, balance_refresh, inferred_balances_refresh], [null, null, null]);
  assert.equal(back.transaction_refresh?.status, 'succeeded');
  assert.deepEqual(await toldDays(since, 'refreshed_transactions'), [40]);
  assert.deepEqual(await toldDays(since, 'refreshed_balance'), []);

  const whole = await assertInStep(world, linked, -140);
  assert.ok(whole.some(({ description }) => description === 'While nobody looked'));
  const ids = new Set((await transactions(world, id)).map((each) => each.id));
  assert.ok([...kept.values()].every((known) => ids.has(known)));
  assert.ok(pending.length > 0, 'something was pending when the access was lost');

  await assert.rejects(accounts.refresh(id, { features: ['balance'] }), /has not allowed 'balance'/);
  await assert.rejects(accounts.listInferredBalances(id), /has not allowed 'inferred_balances'/);
  const events = await world.stripe.events.list({
    limit: 100,
    type: 'financial_connections.account.refreshed_balance',
  });
  const mine = events.data.map(({ data }) => data.object as Account).filter((account) => account.id === id);
  assert.ok(mine.length > 0);
  assert.ok(mine.every((account) => account.balance === null));

  const owned = await refresh(world, id, ['ownership']);
  assert.equal(owned.ownership_refresh?.status, 'succeeded');
  await advanceTo(world, linked.test_clock, 42);
  assert.deepEqual(await toldDays(since, 'refreshed_transactions'), [40, 41, 42]);
});
