// What is stored of a bank's transactions, page by page: each once, changed in place, never against the customer's last word.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { endUncovered } from '../../server/src/domain/account_data/forget.ts';
import { failRefresh, succeedRefresh } from '../../server/src/domain/account_data/refresh.ts';
import { spanToRead, storePage, voidDropped } from '../../server/src/domain/account_data/transactions.ts';
import type { BankTransaction } from '../../server/src/domain/connections/bank_data.ts';
import type { Context } from '../../server/src/domain/context.ts';
import { openContext } from '../../server/src/domain/open_context.ts';
import type { AccountId } from '../../server/src/kernel/id.ts';
import { openTestApi, type TestApi } from '../api.ts';
import { writeAccount } from '../contract/data_accounts.ts';

const DAY_MS = 86_400_000;
const NOW = new Date('2026-06-30T12:00:00Z');
const daysAgo = (days: number) => new Date(NOW.getTime() - days * DAY_MS);

let api: TestApi;
before(async () => {
  api = await openTestApi();
  api.clock.set(NOW);
});
after(async () => {
  api.clock.set(null);
  await api.close();
});

const inContext = <T>(rule: (context: Context) => Promise<T>) =>
  api.database.transact(async (trx) =>
    rule(await openContext(api.world, trx, { merchant: api.merchant.id, livemode: false })),
  );

/** An account with a refresh under way, and the reads of it that a job would make. */
async function refreshing(given?: AccountId) {
  const account = given ?? (await writeAccount(api));
  await api.stripe.financialConnections.accounts.refresh(account, { features: ['transactions'] });
  const { attempt } = await api.database.kysely
    .selectFrom('account_refreshes')
    .select('attempt')
    .where('account', '=', account)
    .executeTakeFirstOrThrow();
  const key = { account, feature: 'transactions', attempt } as const;
  return {
    account,
    key,
    store: (...page: BankTransaction[]) => inContext((context) => storePage(context, key, page, NOW)),
    end: (pending: string[] = [], at = NOW) =>
      inContext((context) =>
        succeedRefresh(context, key, at, () => voidDropped(context, key, { until: NOW, pending }, at)),
      ),
  };
}

function row(id: string, changes: Partial<BankTransaction> = {}): BankTransaction {
  const posted_at = changes.status === undefined || changes.status === 'posted' ? daysAgo(1) : null;
  const rest = { amount: -500, currency: 'usd', description: id, transacted_at: daysAgo(2), supersedes: null };
  return { id, status: 'posted', ...rest, posted_at, ...changes };
}

const stored = (account: AccountId) =>
  api.database.kysely
    .selectFrom('transactions')
    .selectAll()
    .where('account', '=', account)
    .orderBy('bank_transaction')
    .execute();
const told = async (account: AccountId) =>
  (await stored(account)).map(({ bank_transaction, status, amount }) => `${bank_transaction} ${status} ${amount}`);

describe('a page of transactions', () => {
  test('is stored once however often it is read, and what is the same stays untouched', async () => {
    const { account, store } = await refreshing();
    const page = [row('a'), row('b', { status: 'pending' }), row('a')];
    assert.equal(await store(...page), true);
    const first = await stored(account);
    assert.equal(await store(...page, row('c')), true);
    assert.deepEqual((await stored(account)).slice(0, 2), first);
    assert.deepEqual(await told(account), ['a posted -500', 'b pending -500', 'c posted -500']);
  });

  test('changes what it tells anew, but what was posted never pends again', async () => {
    const { account, store } = await refreshing();
    await store(row('a', { status: 'pending', amount: -400 }), row('b'));
    const [pending] = await stored(account);
    await store(row('a', { amount: -450 }), row('b', { status: 'pending', amount: -1 }));
    assert.deepEqual(await told(account), ['a posted -450', 'b posted -500']);
    const [posted] = await stored(account);
    assert.deepEqual([posted?.id, posted?.posted_at], [pending?.id, daysAgo(1)]);
  });

  test('lets a successor take the place of a pending one, once; a reversal stands beside what was posted', async () => {
    const { account, store } = await refreshing();
    await store(row('hotel-p', { status: 'pending' }), row('shoes'));
    const [hotel] = await stored(account);
    const successor = row('hotel', { supersedes: 'hotel-p', amount: -700 });
    await store(successor, row('refund', { supersedes: 'shoes', amount: 500 }));
    await store(successor);
    assert.deepEqual(await told(account), ['hotel posted -700', 'refund posted 500', 'shoes posted -500']);
    assert.equal((await stored(account))[0]?.id, hotel?.id);
  });

  test('is not stored once the customer has withdrawn the data, and the refresh ends without a word', async () => {
    const { account, store, end, key } = await refreshing();
    await store(row('a'));
    await inContext((context) => endUncovered(context, { id: account, subscriptions: [] }, ['balances']));
    assert.equal(await store(row('b')), false);
    await end();
    await inContext((context) => failRefresh(context, key, NOW));
    assert.deepEqual(await told(account), ['a posted -500']);
    const events = await api.stripe.events.list({ type: 'financial_connections.account.refreshed_transactions' });
    assert.deepEqual(
      events.data.filter(({ data }) => (data.object as { id: string }).id === account),
      [],
    );
  });

  test('of an attempt that is over is not stored', async () => {
    const old = await refreshing();
    await old.end();
    api.clock.set(new Date(NOW.getTime() + DAY_MS));
    const young = await refreshing(old.account);
    api.clock.set(NOW);
    assert.deepEqual([await old.store(row('a')), await young.store(row('b'))], [false, true]);
    assert.deepEqual(await told(old.account), ['b posted -500']);
  });
});

describe('an account to which the bank has given another id', () => {
  test('keeps its transactions under the ids that the bank gives them now, also those that are alike', async () => {
    const { account, store, end } = await refreshing();
    const coffee = (id: string) => row(id, { description: 'Coffee' });
    await store(coffee('a1'), coffee('a2'), row('a3', { status: 'pending' }));
    await end(['a3']);
    const before = (await stored(account)).map(({ id }) => id);
    await api.database.kysely
      .updateTable('accounts')
      .set({ bank_account: 'renamed' })
      .where('id', '=', account)
      .execute();
    api.clock.set(new Date(NOW.getTime() + DAY_MS));
    const again = await refreshing(account);
    const page = [coffee('b1'), coffee('b2'), row('b3', { description: 'a3' }), coffee('b4')];
    for (let times = 0; times < 2; times += 1) await again.store(...page);
    await again.end();
    api.clock.set(NOW);
    const states = ['b1 posted -500', 'b2 posted -500', 'b3 posted -500', 'b4 posted -500'];
    assert.deepEqual(await told(account), states);
    const after = (await stored(account)).map(({ id }) => id);
    assert.deepEqual(after.filter((id) => before.includes(id)).sort(), before.sort());
  });
});

describe('the end of a refresh', () => {
  test('voids what pended and was not told any more', async () => {
    const { account, store, end } = await refreshing();
    const old = row('old', { status: 'pending', transacted_at: daysAgo(200) });
    await store(row('gone', { status: 'pending' }), row('here', { status: 'pending' }), row('posted'), old);
    await end(['here']);
    const states = ['gone void -500', 'here pending -500', 'old void -500', 'posted posted -500'];
    assert.deepEqual(await told(account), states);
    const [gone] = await stored(account);
    assert.deepEqual([gone?.void_at, gone?.updated], [NOW, NOW]);
  });
});

describe('the span of a refresh', () => {
  const from = async (account: AccountId, at = NOW) =>
    inContext(async ({ trx }) => (await spanToRead(trx, account, at)).from.toISOString());

  test('is as long as banks look back the first time, and after a refresh that failed', async () => {
    const { account, key } = await refreshing();
    assert.equal(await from(account), daysAgo(180).toISOString());
    await inContext((context) => failRefresh(context, key, NOW));
    assert.equal(await from(account), daysAgo(180).toISOString());
  });

  test('begins ten days before the last known point, however long ago that was', async () => {
    const { account, store, end } = await refreshing();
    await store(row('a', { transacted_at: daysAgo(5) }), row('b', { transacted_at: daysAgo(90) }));
    await end();
    assert.equal(await from(account), daysAgo(15).toISOString());
    const late = new Date(NOW.getTime() + 100 * DAY_MS);
    assert.equal(await from(account, late), daysAgo(15).toISOString());
    const tooLate = new Date(NOW.getTime() + 400 * DAY_MS);
    assert.equal(await from(account, tooLate), new Date(tooLate.getTime() - 180 * DAY_MS).toISOString());
  });

  test('goes back to the oldest that still pends', async () => {
    const { account, store, end } = await refreshing();
    await store(row('a'), row('slow', { status: 'pending', transacted_at: daysAgo(40) }));
    await end(['slow']);
    assert.equal(await from(account), daysAgo(50).toISOString());
  });
});
