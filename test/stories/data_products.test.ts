// What links are for: data is fetched, kept in step with the bank, follows what the customer allows, and loses nothing by a break.
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
  link,
  mark,
  named,
  newClock,
  type Permission,
  relinkSession,
  simulateOnAuthorization,
  toldByDay,
} from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';

type Transaction = Stripe.FinancialConnections.Transaction;
type Features = Stripe.FinancialConnections.AccountRefreshParams.Feature[];

/** An entry as the bank's operator sees it. */
interface Entry {
  transaction_id: string;
  status: string;
  amount: string;
  description: string;
  transacted_at: string;
}

let world: World;
before(async () => {
  world = await joinTestWorld();
});
after(() => world.close());

const BANK = 'Bank (OAuth)';
const CHECKING = 'Everyday Checking';

const retrieve = (id: string) => world.stripe.financialConnections.accounts.retrieve(id);
const refresh = async (id: string, features: Features) => {
  await world.stripe.financialConnections.accounts.refresh(id, { features });
  await world.settle();
  return await retrieve(id);
};

/** Every transaction of an account that fits, newest first, through the SDK's own paging. */
async function transactions(
  account: string,
  params: Partial<Stripe.FinancialConnections.TransactionListParams> = {},
): Promise<Transaction[]> {
  const found: Transaction[] = [];
  const all = world.stripe.financialConnections.transactions.list({ account, limit: 100, ...params });
  for await (const transaction of all) found.push(transaction);
  return found;
}

/** One account of a new person with a clock of his own. */
async function linkOne(permissions: Permission[], name = CHECKING, institution = BANK) {
  const test_clock = await newClock(world);
  const linked = await link(world, { institution, test_clock, permissions, accounts: [name] });
  return { ...linked, test_clock, account: named(linked.accounts, name) };
}

type Linked = Awaited<ReturnType<typeof linkOne>>;

/** The operator's books of an account. */
async function books(linked: Linked, name = CHECKING, slug = 'bank-oauth') {
  const person = await world.control('GET', `${slug}/people/${linked.customer}`);
  const account = (person.accounts as { account_id: string; display_name: string }[]).find(
    (each) => each.display_name === name,
  );
  const path = `${slug}/people/${linked.customer}/accounts/${account?.account_id}`;
  return {
    book: async (entry: object) => (await world.control('POST', `${path}/transactions`, entry)) as unknown as Entry,
    settle: (entry: Entry, settling: object) =>
      world.control('PUT', `${path}/transactions/${entry.transaction_id}`, settling),
    since: async (day: number) => {
      const found: Entry[] = [];
      for (let page: string | null = ''; page !== null; ) {
        const from = new Date((DAY_ZERO + day * 86_400) * 1000).toISOString();
        const query = new URLSearchParams({ from, limit: '1000', ...(page && { page }) });
        const read: { transactions: Entry[]; next_page: string | null } = (await world.control(
          'GET',
          `${path}/transactions?${query}`,
        )) as never;
        found.push(...read.transactions);
        page = read.next_page;
      }
      return found;
    },
  };
}

/** What both sides know of a transaction. */
const seen = ({ amount, description, status, transacted_at }: Transaction) =>
  `${new Date(transacted_at * 1000).toISOString()} ${amount} ${status} ${description}`;
const booked = ({ amount, description, status, transacted_at }: Entry) =>
  `${new Date(Math.floor(Date.parse(transacted_at) / 1000) * 1000).toISOString()} ${Math.round(Number(amount) * 100)} ${status} ${description}`;

/** That we hold exactly what the bank has since a day, each once. */
async function assertInStep(linked: Linked, since: number): Promise<Transaction[]> {
  const ours = await transactions(linked.account.id, { transacted_at: { gte: DAY_ZERO + since * 86_400 } });
  const theirs = await (await books(linked)).since(since);
  assert.deepEqual(ours.map(seen).sort(), theirs.map(booked).sort());
  assert.equal(new Set(ours.map(({ id }) => id)).size, ours.length);
  return ours;
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

  const told = (await toldByDay(world, since)).map(([day, type]) => `${day} ${type}`);
  assert.deepEqual(told.toSorted(), [
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

  const history = await transactions(account.id);
  assert.ok(history.length > 100, `${history.length} transactions`);
  const oldest = history.at(-1)!.transacted_at;
  assert.ok(oldest >= DAY_ZERO - 180 * 86_400 && oldest < DAY_ZERO - 170 * 86_400);
});

test('past balances follow from today’s and from what was booked, one for each day on which it changed', async () => {
  const linked = await linkOne(['balances', 'transactions']);
  const { id } = linked.account;
  const { balance } = await refresh(id, ['balance', 'transactions', 'inferred_balances']);
  const days: Stripe.FinancialConnections.AccountInferredBalance[] = [];
  for await (const day of world.stripe.financialConnections.accounts.listInferredBalances(id, { limit: 100 })) {
    assertWhole(day);
    days.push(day);
  }
  const posted = (await transactions(id)).filter(({ status }) => status === 'posted');
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
    const linked = await linkOne(['transactions'], name, institution);
    const { id } = linked.account;
    const desk = await books(linked, name, slug);
    const coffee = await desk.book({ amount: '-4.80', description: 'Corner Coffee', status: 'pending' });
    const hotel = await desk.book({ amount: '-200.00', description: 'Hotel deposit', status: 'pending' });
    const first = await refresh(id, ['transactions']);
    const named_ = async (description: string) =>
      (await transactions(id)).filter((each) => each.description === description);
    const [pending] = await named_('Corner Coffee');
    assert.deepEqual(
      [pending?.status, pending?.amount, pending?.transaction_refresh],
      ['pending', -480, first.transaction_refresh?.id],
    );

    await advanceTo(world, linked.test_clock, 2);
    await desk.settle(coffee, { status: 'posted', amount: '-5.00' });
    await desk.settle(hotel, { status: 'void' });
    await desk.book({ amount: '-1.00', description: 'Newspaper' });
    const second = await refresh(id, ['transactions']);
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

    const changed = await transactions(id, { transaction_refresh: { after: first.transaction_refresh!.id } });
    const mine = changed.filter(({ description }) =>
      ['Corner Coffee', 'Hotel deposit', 'Newspaper'].includes(description),
    );
    assert.deepEqual(mine.map(({ status }) => status).sort(), ['posted', 'posted', 'void']);
    assert.ok(changed.length < 12, `${changed.length} changes`);
    assert.deepEqual(await transactions(id, { transaction_refresh: { after: second.transaction_refresh!.id } }), []);
  }
});

test('a subscription refreshes at once and then every day, until it is ended', async () => {
  const linked = await linkOne(['balances', 'transactions']);
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
  await refresh(id, ['transactions']);
  await assertInStep(linked, -180);
});

async function toldDays(since: string | null, type: string): Promise<number[]> {
  return (await toldByDay(world, since)).filter(([, told]) => told === `account.${type}`).map(([day]) => day);
}

test('data that lost its access comes back without a gap, with the permission that was added and without the one that was dropped', async () => {
  const linked = await linkOne(['balances', 'transactions']);
  const { id } = linked.account;
  const { accounts } = world.stripe.financialConnections;
  await accounts.subscribe(id, { features: ['transactions', 'balance', 'inferred_balances'] });
  await advanceTo(world, linked.test_clock, 3);
  await assertInStep(linked, -180);
  const kept = new Map((await transactions(id)).map((each) => [seen(each), each.id]));
  const pending = (await transactions(id)).filter(({ status }) => status === 'pending');

  await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
  const broken = await retrieve(id);
  assert.equal(broken.status, 'inactive');
  assert.deepEqual(
    [broken.balance_refresh?.status, broken.balance_refresh?.next_refresh_available_at],
    ['succeeded', null],
  );
  assert.equal((await transactions(id)).length, kept.size);
  const since = await mark(world);
  await (await books(linked)).book({ amount: '-77.00', description: 'While nobody looked' });
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

  const whole = await assertInStep(linked, -140);
  assert.ok(whole.some(({ description }) => description === 'While nobody looked'));
  const ids = new Set((await transactions(id)).map((each) => each.id));
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

  const owned = await refresh(id, ['ownership']);
  assert.equal(owned.ownership_refresh?.status, 'succeeded');
  await advanceTo(world, linked.test_clock, 42);
  assert.deepEqual(await toldDays(since, 'refreshed_transactions'), [40, 41, 42]);
});

test('a refresh that finds the consent ended tells what a daily look would tell, and fails', async () => {
  const linked = await linkOne(['balances']);
  const person = await world.control('GET', `bank-oauth/people/${linked.customer}`);
  const [consent] = person.consents as { consent_id: string }[];
  await world.control('POST', `bank-oauth/consents/${consent!.consent_id}/simulate`, { event: 'revoked' });
  const since = await mark(world);
  const account = await refresh(linked.account.id, ['balance']);
  assert.deepEqual(plain(account.status_details), { inactive: { action: 'relink_required', cause: 'access_denied' } });
  assert.deepEqual(plain(account.balance_refresh), {
    last_attempted_at: DAY_ZERO,
    next_refresh_available_at: null,
    status: 'failed',
  });
  assert.deepEqual(await toldByDay(world, since), [
    [0, 'account.deactivated', account.id],
    [0, 'account.refreshed_balance', account.id],
  ]);
});

test('balances are told by kind of account, and what cannot pay says so', async () => {
  const linked = await link(world, {
    permissions: ['payment_method', 'balances'],
    institution: BANK,
    test_clock: await newClock(world),
  });
  const read = await Promise.all(linked.accounts.map(({ id }) => refresh(id, ['balance'])));
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

test('a disconnected account has no data left', async () => {
  const linked = await linkOne(['balances', 'transactions', 'ownership']);
  const { id } = linked.account;
  const { accounts, transactions: all } = world.stripe.financialConnections;
  await accounts.subscribe(id, { features: ['transactions'] });
  const full = await refresh(id, ['balance', 'ownership']);
  const [newest] = await transactions(id);
  await accounts.disconnect(id);
  await world.settle();
  const gone = await retrieve(id);
  assertWhole(gone);
  const { balance, balance_refresh, ownership, ownership_refresh, transaction_refresh, subscriptions } = gone;
  assert.deepEqual([balance, balance_refresh, ownership, ownership_refresh, transaction_refresh], Array(5).fill(null));
  assert.deepEqual(subscriptions, []);
  await assert.rejects(all.list({ account: id }), /disconnected/);
  await assert.rejects(all.retrieve(newest!.id), /No such transaction/);
  await assert.rejects(accounts.listOwners(id, { ownership: String(full.ownership) }), /disconnected/);
  const since = await mark(world);
  await advanceTo(world, linked.test_clock, 2);
  assert.deepEqual(await toldByDay(world, since), []);
});
