// stripe.financialConnections.accounts: refresh, subscribe and unsubscribe, without a bank.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { openTestApi, type TestApi } from '../api.ts';
import { plain } from './connected.ts';
import { BANK, writeAccount, writeRefresh } from './data_accounts.ts';
import { assertRefused, badRequest, missing, notFound, notOneOf, refusal } from './refusals.ts';
import { assertWhole } from './shapes.ts';

type Features = Stripe.FinancialConnections.AccountRefreshParams.Feature[];
type Subscribed = Stripe.FinancialConnections.AccountSubscribeParams.Feature[];

const INACTIVE = 'financial_connections_account_inactive';
const GENERAL = { apiVersion: '2026-10-28.endive' };
const NOON = new Date('2026-03-01T12:00:00Z');
const AT = NOON.getTime() / 1000;

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

const refresh = (id: string, features: Features, options?: Stripe.RequestOptions) =>
  api.stripe.financialConnections.accounts.refresh(id, { features }, options);
const subscribe = (id: string, features: Subscribed, options?: Stripe.RequestOptions) =>
  api.stripe.financialConnections.accounts.subscribe(id, { features }, options);
const unsubscribe = (id: string, features: Subscribed, options?: Stripe.RequestOptions) =>
  api.stripe.financialConnections.accounts.unsubscribe(id, { features }, options);
const retrieve = (id: string) => api.stripe.financialConnections.accounts.retrieve(id);

/** What the three have in common. */
const REFUSALS: [string, (id: string, features: never, options?: Stripe.RequestOptions) => Promise<unknown>][] = [
  ['refresh', refresh],
  ['subscribe', subscribe],
  ['unsubscribe', unsubscribe],
];

for (const [name, call] of REFUSALS) {
  describe(`financialConnections.accounts.${name}`, () => {
    const ask = (id: string, features: unknown, options?: Stripe.RequestOptions) =>
      call(id, features as never, options);

    test('refuses features that are none, an empty list, and no list', async () => {
      const id = await writeAccount(api);
      const words =
        name === 'refresh'
          ? 'balance, inferred_balances, ownership, or transactions'
          : 'balance, inferred_balances, or transactions';
      await assertRefused(ask(id, ['payments']), notOneOf('features[0]', `one of ${words}`));
      await assertRefused(ask(id, []), missing('features'));
      await assertRefused(ask(id, 'balance'), badRequest('Invalid array', { param: 'features' }));
    });

    test('knows no account of another merchant, and none that is not there', async () => {
      const id = await writeAccount(api);
      const other = await api.otherMerchant();
      const theirs = (account: string) =>
        other.rawRequest('POST', `/v1/financial_connections/accounts/${account}/${name}`, {
          features: ['transactions'],
        });
      await assertRefused(theirs(id), notFound('account', id));
      await assertRefused(ask('fca_none', ['transactions']), notFound('account', 'fca_none'));
    });

    test('knows fewer features in general versions', async () => {
      const id = await writeAccount(api);
      const words = name === 'refresh' ? 'one of balance, ownership, or transactions' : 'transactions';
      await assertRefused(ask(id, ['inferred_balances'], GENERAL), notOneOf('features[0]', words));
    });
  });
}

describe('financialConnections.accounts.refresh', () => {
  test('answers with the refreshes that it began, and joins those that are under way', async () => {
    const id = await writeAccount(api);
    api.clock.set(NOON);
    const account = await refresh(id, ['balance', 'transactions']);
    assertWhole(account);
    const pending = { last_attempted_at: AT, next_refresh_available_at: null, status: 'pending' };
    assert.deepEqual(plain(account.balance_refresh), pending);
    const { id: refresh_id, ...transactions } = plain(account.transaction_refresh!);
    assert.deepEqual(transactions, pending);
    assert.deepEqual([account.ownership_refresh, account.inferred_balances_refresh], [null, null]);
    api.clock.set(new Date(NOON.getTime() + 5000));
    const again = await refresh(id, ['balance', 'ownership', 'transactions']);
    assert.deepEqual(plain(again.balance_refresh), pending);
    assert.equal(again.transaction_refresh?.id, refresh_id);
    assert.equal(again.ownership_refresh?.last_attempted_at, AT + 5);
    api.clock.set(null);
  });

  test('is refused until the pause is over, as a whole', async () => {
    const id = await writeAccount(api);
    const next = new Date('2026-03-01T12:05:00Z');
    await api.database.transact(async (trx) => {
      await writeRefresh(trx, id, 'balance', { status: 'succeeded', at: next });
    });
    api.clock.set(new Date(next.getTime() - 1000));
    await assertRefused(
      refresh(id, ['ownership', 'balance']),
      badRequest(
        "The 'balance' of this account was refreshed a moment ago. The next refresh is possible at 2026-03-01T12:05:00.000Z.",
        { param: 'features' },
      ),
    );
    const account = await retrieve(id);
    assert.equal(account.ownership_refresh, null);
    assert.equal(account.balance_refresh?.next_refresh_available_at, next.getTime() / 1000);
    api.clock.set(next);
    assert.equal((await refresh(id, ['ownership', 'balance'])).balance_refresh?.status, 'pending');
    api.clock.set(null);
  });

  test('is refused for inactive and disconnected accounts, with a code', async () => {
    for (const status of ['inactive', 'disconnected'] as const) {
      const id = await writeAccount(api, { status });
      const refused = await refusal(refresh(id, ['balance']));
      assert.deepEqual([refused.status, refused.code], [400, INACTIVE]);
      assert.match(refused.message, new RegExp(`^This account is ${status}`));
    }
  });

  test('is refused for what the customer has not allowed, and names the permissions it takes', async () => {
    const id = await writeAccount(api, { permissions: ['balances'] });
    await assertRefused(
      refresh(id, ['balance', 'inferred_balances']),
      badRequest(
        "The customer has not allowed 'inferred_balances' of this account: it takes the permissions 'balances' and 'transactions'. A relink session can ask for it.",
        { param: 'features' },
      ),
    );
    assert.equal((await retrieve(id)).balance_refresh, null);
  });

  test('is refused for what the kind of account, or its institution, does not offer', async () => {
    const message = "There is no 'inferred_balances' for an account of this kind at its institution.";
    const brokerage = await writeAccount(api, { category: 'investment' });
    await assertRefused(refresh(brokerage, ['inferred_balances']), badRequest(message, { param: 'features' }));
    const id = await writeAccount(api);
    const features = (list: string[]) =>
      api.database.kysely.updateTable('institutions').set({ features: list }).where('id', '=', BANK).execute();
    const { features: offered } = await api.database.kysely
      .selectFrom('institutions')
      .select('features')
      .where('id', '=', BANK)
      .executeTakeFirstOrThrow();
    await features(['balances', 'payment_method']);
    const refused = await refusal(refresh(id, ['ownership'])).finally(() => features(offered));
    assert.deepEqual(refused.message, message.replace('inferred_balances', 'ownership'));
  });

  test('under an idempotency key is replayed', async () => {
    const id = await writeAccount(api);
    const first = await refresh(id, ['balance'], { idempotencyKey: `refresh-${id}` });
    assert.deepEqual(plain(await refresh(id, ['balance'], { idempotencyKey: `refresh-${id}` })), plain(first));
  });
});

describe('financialConnections.accounts.subscribe', () => {
  test('adds subscriptions, refreshes what it added, and plans the next day once', async () => {
    const id = await writeAccount(api);
    const account = await subscribe(id, ['transactions', 'transactions']);
    assertWhole(account);
    assert.deepEqual(account.subscriptions, ['transactions']);
    assert.equal(account.transaction_refresh?.status, 'pending');
    const more = await subscribe(id, ['transactions', 'balance']);
    assert.deepEqual(more.subscriptions, ['balance', 'transactions']);
    assert.equal(more.transaction_refresh?.id, account.transaction_refresh?.id);
    const planned = await api.database.kysely
      .selectFrom('jobs')
      .select('due_at')
      .where('kind', '=', 'account.subscription')
      .where('unique_key', '=', id)
      .execute();
    assert.equal(planned.length, 1);
  });

  test('shows general versions their one subscription only', async () => {
    const id = await writeAccount(api, { subscriptions: ['balance', 'inferred_balances', 'transactions'] });
    const account = await api.stripe.financialConnections.accounts.retrieve(id, {}, GENERAL);
    assert.deepEqual(account.subscriptions, ['transactions']);
  });

  test('is refused for inactive accounts and without permission', async () => {
    const id = await writeAccount(api, { status: 'inactive' });
    assert.equal((await refusal(subscribe(id, ['transactions']))).code, INACTIVE);
    const closed = await writeAccount(api, { permissions: ['ownership'] });
    assert.equal((await refusal(subscribe(closed, ['balance']))).param, 'features');
    assert.deepEqual((await retrieve(closed)).subscriptions, []);
  });
});

describe('financialConnections.accounts.unsubscribe', () => {
  test('ends subscriptions in every state, and passes over what is none', async () => {
    const id = await writeAccount(api, { subscriptions: ['balance', 'transactions'], status: 'inactive' });
    assert.deepEqual((await unsubscribe(id, ['balance', 'inferred_balances'])).subscriptions, ['transactions']);
    assert.deepEqual((await unsubscribe(id, ['transactions'])).subscriptions, []);
    assert.deepEqual((await unsubscribe(id, ['transactions'])).subscriptions, []);
    const gone = await writeAccount(api, { status: 'disconnected' });
    assert.deepEqual((await unsubscribe(gone, ['transactions'])).subscriptions, []);
  });
});
