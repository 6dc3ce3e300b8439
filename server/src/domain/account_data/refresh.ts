// A refresh's life: begun once per kind of data at a time, ended with a result, told of by one event.
import { sql } from 'kysely';
import type { DataFeature } from '#database/data_tables.ts';
import type { Row } from '#database/schema.ts';
import { announceAccounts } from '#domain/connections/announce.ts';
import { lockWithAuthorization } from '#domain/connections/authorization_rows.ts';
import { fellShutOut } from '#domain/connections/shut_out.ts';
import type { Context } from '#domain/context.ts';
import { customerTime } from '#domain/customers/test_clock.ts';
import { enqueue } from '#jobs/enqueue.ts';
import { newId } from '#kernel/id.ts';
import { askProblem, type DataProblem, nextAvailable, prefetchedFeatures } from './features.ts';
import { lockRefresh, type RefreshKey, refreshOf } from './refresh_rows.ts';

/** The job that reads what somebody waits for, and the one that does the same unasked. Payload: `RefreshKey` and `institution`. */
export const REFRESH = 'account.refresh';
export const REFRESH_SUBSCRIBED = 'account.refresh_subscribed';

type Account = Pick<Row<'accounts'>, 'id' | 'institution' | 'test_clock'>;

/**
 * Starts what the merchant asks for, all of it or nothing. What is under way already is joined; what was refreshed a moment ago
 * is refused until its pause is over. An inactive account is refreshed only where its bank may let the link in again by itself.
 */
export async function requestRefresh(
  context: Context,
  target: Row<'accounts'>,
  features: readonly DataFeature[],
): Promise<DataProblem | null> {
  const locked = await lockWithAuthorization(context.trx, target);
  if (locked === null) return { type: 'disconnected' };
  const { account } = locked;
  const now = await customerTime(context, account.test_clock);
  // Whether the bank lets the link in again is found out by asking it.
  const asked = fellShutOut(account, locked.authorization) ? { ...account, status: 'active' as const } : account;
  const unasked = await askingProblem(context, asked, features);
  if (unasked !== null) return unasked;
  for (const feature of features) {
    const next_at = (await refreshOf(context.trx, account.id, feature))?.next_available_at ?? null;
    if (next_at !== null && next_at > now) return { type: 'too_early', feature, next_at };
  }
  for (const feature of features) await beginRefresh(context, account, feature, REFRESH, now);
  return null;
}

/** The first thing that stands against asking the bank for any of these. */
export async function askingProblem(
  context: Context,
  account: Row<'accounts'>,
  features: readonly DataFeature[],
): Promise<DataProblem | null> {
  const institution = await context.trx
    .selectFrom('institutions')
    .select('features')
    .where('id', '=', account.institution)
    .executeTakeFirstOrThrow();
  for (const feature of features) {
    const problem = askProblem(account, institution, feature);
    if (problem !== null) return problem;
  }
  return null;
}

/** What a session asked to have ready, as far as its accounts have it; what they lack is passed over. */
export async function beginPrefetch(
  context: Context,
  accounts: readonly Row<'accounts'>['id'][],
  prefetch: readonly string[],
  now: Date,
): Promise<void> {
  const features = prefetchedFeatures(prefetch);
  if (features.length === 0) return;
  for (const id of accounts) {
    const account = await context.trx.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    for (const feature of features) {
      if ((await askingProblem(context, account, [feature])) !== null) continue;
      await beginRefresh(context, account, feature, REFRESH, now);
    }
  }
}

/** Does nothing where one is under way. The caller has checked that the data may be asked for, and holds the authorization's lock. */
export async function beginRefresh(
  context: Context,
  account: Account,
  feature: DataFeature,
  kind: typeof REFRESH | typeof REFRESH_SUBSCRIBED,
  now: Date,
): Promise<void> {
  const { trx, clock } = context;
  const begun = await trx
    .insertInto('account_refreshes')
    .values({
      account: account.id,
      feature,
      attempt: sql<number>`nextval('account_refresh_attempts')`,
      status: 'pending',
      last_attempted_at: now,
      next_available_at: null,
      succeeded_at: null,
      refreshed_at: null,
      bank_account: null,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['account', 'feature'])
        .doUpdateSet((set) => ({
          attempt: set.ref('excluded.attempt'),
          status: 'pending',
          last_attempted_at: now,
          next_available_at: null,
        }))
        .where('account_refreshes.status', '<>', 'pending'),
    )
    .returning('attempt')
    .executeTakeFirst();
  if (begun === undefined) return;
  const { attempt } = begun;
  if (feature === 'transactions') {
    const refresh = { id: newId('fctxnref', context.random), account: account.id, attempt, created: now };
    await trx.insertInto('transaction_refreshes').values(refresh).execute();
  }
  await enqueue(trx, {
    kind,
    payload: { account: account.id, feature, attempt, institution: account.institution },
    due_at: account.test_clock === null ? clock.now() : now,
    test_clock: account.test_clock,
    unique_key: `${account.id}:${feature}`,
    created: clock.now(),
  });
}

const TOLD_AS = {
  balance: 'refreshed_balance',
  inferred_balances: 'refreshed_inferred_balances',
  ownership: 'refreshed_ownership',
  transactions: 'refreshed_transactions',
} as const;

/** `store` writes what was read, under the refresh's lock. An attempt that is no longer under way stores and tells nothing. */
export async function succeedRefresh(
  context: Context,
  key: RefreshKey,
  now: Date,
  store: () => Promise<void>,
): Promise<void> {
  const held = await lockRefresh(context.trx, key);
  if (held === null) return;
  await store();
  await endRefresh(context, held, 'succeeded', now);
}

export async function failRefresh(context: Context, key: RefreshKey, now: Date): Promise<void> {
  const held = await lockRefresh(context.trx, key);
  if (held !== null) await endRefresh(context, held, 'failed', now);
}

async function endRefresh(
  context: Context,
  { account, feature, last_attempted_at }: Row<'account_refreshes'>,
  status: 'succeeded' | 'failed',
  now: Date,
): Promise<void> {
  const next_available_at = nextAvailable(feature, status, last_attempted_at);
  const succeeded = {
    succeeded_at: last_attempted_at,
    refreshed_at: context.clock.now(),
    bank_account: sql<string>`(select a.bank_account from accounts a where a.id = ${account})`,
  };
  await context.trx
    .updateTable('account_refreshes')
    .set({ status, next_available_at, ...(status === 'succeeded' ? succeeded : {}) })
    .where('account', '=', account)
    .where('feature', '=', feature)
    .execute();
  await announceAccounts(context, TOLD_AS[feature], [account], now);
}
