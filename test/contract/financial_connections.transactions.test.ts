// stripe.financialConnections.transactions: pages, ranges, what changed since a refresh, and what may not be read.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import type { AccountId } from '../../server/src/kernel/id.ts';
import { openTestApi, type TestApi } from '../api.ts';
import { plain } from './connected.ts';
import { writeAccount, writeTransactions } from './data_accounts.ts';
import { testList } from './lists.ts';
import { assertRefused, badRequest, missing, noSuch, notAnInteger, notFound, refusal, unknown } from './refusals.ts';
import { assertWhole } from './shapes.ts';

const DAY_S = 86_400;

let api: TestApi;
let account: AccountId;
let found: { ids: string[]; refresh: string };
/** In whole seconds, and a bit: the wire cuts it off. */
const NEWEST = new Date('2026-03-01T12:00:00.400Z');
before(async () => {
  api = await openTestApi();
  account = await writeAccount(api);
  found = await writeTransactions(api, account, 12, NEWEST);
  await writeTransactions(api, await writeAccount(api), 3);
});
after(() => api.close());

const list = (params: object = {}, options?: Stripe.RequestOptions) =>
  api.stripe.financialConnections.transactions.list(
    { account, ...params } as Stripe.FinancialConnections.TransactionListParams,
    options,
  );
const idsOf = async (params: object) => (await list({ limit: 100, ...params })).data.map(({ id }) => id);

describe('financialConnections.transactions.list', () => {
  testList({
    list,
    url: '/v1/financial_connections/transactions',
    noun: 'transaction',
    ids: async () => found.ids,
    async foreign() {
      const other = await writeAccount(api);
      return (await writeTransactions(api, other, 1)).ids[0]!;
    },
  });

  test('answers with whole transactions', async () => {
    const { data } = await list({ limit: 1 });
    assert.deepEqual(plain(data[0]), {
      id: found.ids[0],
      object: 'financial_connections.transaction',
      account,
      amount: -100,
      currency: 'usd',
      description: 'Purchase 0',
      livemode: false,
      status: 'posted',
      status_transitions: { posted_at: unix(NEWEST), void_at: null },
      transacted_at: unix(NEWEST),
      transaction_refresh: found.refresh,
      updated: unix(NEWEST),
    });
  });

  test('keeps to a range of time, at whole seconds and both ends', async () => {
    const at = (index: number) => unix(NEWEST) - index * DAY_S;
    assert.deepEqual(await idsOf({ transacted_at: { gte: at(3), lte: at(1) } }), found.ids.slice(1, 4));
    assert.deepEqual(await idsOf({ transacted_at: { gt: at(3), lt: at(1) } }), found.ids.slice(2, 3));
    assert.deepEqual(await idsOf({ transacted_at: at(5) }), [found.ids[5]]);
    assert.deepEqual(await idsOf({ transacted_at: { gt: at(0) } }), []);
    const page = await list({ transacted_at: { lt: at(1) }, limit: 2, starting_after: found.ids[0] });
    assert.deepEqual([page.data.map(({ id }) => id), page.has_more], [found.ids.slice(2, 4), true]);
  });

  test('shows what later refreshes brought, the latest first, in pages', async () => {
    const later = await writeAccount(api);
    const first = await writeTransactions(api, later, 4);
    const second = await writeTransactions(api, later, 3, new Date('2025-12-01T00:00:00Z'));
    const third = await writeTransactions(api, later, 2, new Date('2025-11-01T00:00:00Z'));
    const after = (refresh: string, more: object = {}) =>
      list({ account: later, transaction_refresh: { after: refresh }, ...more });
    const changed = [...third.ids, ...second.ids];
    assert.deepEqual(
      (await after(first.refresh)).data.map(({ id }) => id),
      changed,
    );
    assert.deepEqual(
      (await after(second.refresh)).data.map(({ id }) => id),
      third.ids,
    );
    assert.deepEqual((await after(third.refresh)).data, []);
    const page = await after(first.refresh, { limit: 2, starting_after: changed[1] });
    assert.deepEqual([page.data.map(({ id }) => id), page.has_more], [changed.slice(2, 4), true]);
    const back = await after(first.refresh, { limit: 2, ending_before: changed[3] });
    assert.deepEqual([back.data.map(({ id }) => id), back.has_more], [changed.slice(1, 3), true]);
    const within = { transacted_at: { lt: unix(new Date('2025-11-15T00:00:00Z')) } };
    assert.deepEqual(
      (await after(first.refresh, within)).data.map(({ id }) => id),
      third.ids,
    );
  });

  test('is refused before the first refresh that succeeded, and for a refresh of another account', async () => {
    const fresh = await writeAccount(api);
    const code = 'financial_connections_no_successful_transaction_refresh';
    const refused = await refusal(list({ account: fresh }));
    assert.deepEqual([refused.status, refused.code], [400, code]);
    await api.stripe.financialConnections.accounts.refresh(fresh, { features: ['transactions'] });
    assert.equal((await refusal(list({ account: fresh }))).code, code);
    const after = (await writeTransactions(api, await writeAccount(api), 1)).refresh;
    await assertRefused(
      list({ transaction_refresh: { after } }),
      noSuch('transaction refresh', after, 'transaction_refresh[after]'),
    );
  });

  test('is refused where the customer has not allowed it, and of disconnected accounts', async () => {
    const closed = await writeAccount(api, { permissions: ['balances'] });
    await writeTransactions(api, closed, 1);
    await assertRefused(
      list({ account: closed }),
      badRequest(
        "The customer has not allowed 'transactions' of this account: it takes the permission 'transactions'. A relink session can ask for it.",
        { param: 'account' },
      ),
    );
    const gone = await writeAccount(api, { status: 'disconnected' });
    const code = 'financial_connections_account_inactive';
    assert.equal((await refusal(list({ account: gone }))).code, code);
    const broken = await writeAccount(api, { status: 'inactive' });
    const { ids } = await writeTransactions(api, broken, 2);
    assert.deepEqual(await idsOf({ account: broken }), ids);
  });

  test('refuses a missing, unknown or foreign account, and parameters that cannot be', async () => {
    const params = {} as Stripe.FinancialConnections.TransactionListParams;
    await assertRefused(api.stripe.financialConnections.transactions.list(params), missing('account'));
    await assertRefused(list({ account: 'fca_none' }), noSuch('account', 'fca_none', 'account'));
    const other = await api.otherMerchant();
    await assertRefused(
      other.financialConnections.transactions.list({ account }),
      noSuch('account', account, 'account'),
    );
    await assertRefused(list({ transacted_at: 'soon' }), notAnInteger('transacted_at', 'soon'));
    await assertRefused(list({ transacted_at: { around: 5 } }), unknown('transacted_at[around]'));
    await assertRefused(list({ transaction_refresh: {}, status: 'posted' }), unknown('status'));
  });

  test('is the same in general versions', async () => {
    const general = await list({ limit: 3 }, { apiVersion: '2024-06-20' });
    assertWhole(general);
    assert.deepEqual(plain(general.data), plain((await list({ limit: 3 })).data));
  });
});

describe('financialConnections.transactions.retrieve', () => {
  const retrieve = (id: string, stripe = api.stripe) => stripe.financialConnections.transactions.retrieve(id);

  test('answers with the transaction of the list', async () => {
    const { data } = await list({ limit: 1 });
    const transaction = await retrieve(found.ids[0]!);
    assertWhole(transaction);
    assert.deepEqual(plain(transaction), plain(data[0]));
  });

  test('knows none that may not be read, nor another merchant’s', async () => {
    const closed = await writeTransactions(api, await writeAccount(api, { permissions: ['balances'] }), 1);
    const gone = await writeTransactions(api, await writeAccount(api, { status: 'disconnected' }), 1);
    for (const id of [closed.ids[0]!, gone.ids[0]!, 'fctxn_none']) {
      await assertRefused(retrieve(id), notFound('transaction', id));
    }
    const id = found.ids[0]!;
    await assertRefused(retrieve(id, await api.otherMerchant()), notFound('transaction', id));
  });
});

function unix(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}
