// Subscriptions: data that is refreshed once a day of the customer's time while the account is active, and at once when it works again.
import type { DataFeature } from '#database/data_tables.ts';
import type { Row } from '#database/schema.ts';
import { lockWithAuthorization } from '#domain/connections/authorization_rows.ts';
import { nextDay } from '#domain/connections/schedule.ts';
import type { Context } from '#domain/context.ts';
import { customerTime } from '#domain/customers/test_clock.ts';
import { cancelJobs, enqueue } from '#jobs/enqueue.ts';
import type { AccountId } from '#kernel/id.ts';
import { covers, DATA_FEATURES, type DataProblem } from './features.ts';
import { askingProblem, beginRefresh, REFRESH, REFRESH_SUBSCRIBED } from './refresh.ts';
import { refreshOf } from './refresh_rows.ts';

/** The job of the day. Payload `{account, institution}`; its handler calls `refreshSubscribed`. */
export const SUBSCRIPTION = 'account.subscription';

type Account = Row<'accounts'>;

/** Adds what is not subscribed yet, and refreshes it at once unless that was done a moment ago. All of it or nothing. */
export async function subscribe(
  context: Context,
  target: Account,
  features: readonly DataFeature[],
): Promise<DataProblem | null> {
  const locked = await lockWithAuthorization(context.trx, target);
  if (locked === null) return { type: 'disconnected' };
  const { account } = locked;
  const problem = await askingProblem(context, account, features);
  if (problem !== null) return problem;
  const added = features.filter((feature) => !account.subscriptions.includes(feature));
  if (added.length === 0) return null;
  const now = await customerTime(context, account.test_clock);
  if (account.subscriptions.length === 0) await planNextDay(context, account, now);
  await writeSubscriptions(context, account.id, [...account.subscriptions, ...added]);
  for (const feature of added) {
    const next_at = (await refreshOf(context.trx, account.id, feature))?.next_available_at ?? null;
    if (next_at === null || next_at <= now) await beginRefresh(context, account, feature, REFRESH, now);
  }
  return null;
}

/** Also for an account that cannot be read at present; a refresh that is under way goes on. */
export async function unsubscribe(context: Context, target: Account, features: readonly DataFeature[]): Promise<void> {
  const locked = await lockWithAuthorization(context.trx, target);
  if (locked === null) return;
  const { account } = locked;
  const kept = account.subscriptions.filter((name) => !features.includes(name as DataFeature));
  if (kept.length === account.subscriptions.length) return;
  await writeSubscriptions(context, account.id, kept);
  if (kept.length === 0) await cancelJobs(context.trx, SUBSCRIPTION, account.id);
}

async function writeSubscriptions(context: Context, account: AccountId, subscriptions: string[]): Promise<void> {
  const ordered = DATA_FEATURES.filter((feature) => subscriptions.includes(feature));
  await context.trx.updateTable('accounts').set({ subscriptions: ordered }).where('id', '=', account).execute();
}

/** The account works again: what was missed meanwhile is fetched now, and the days go on from here. */
export async function resumeSubscriptions(context: Context, id: AccountId, now: Date): Promise<void> {
  const account = await context.trx.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  await refreshAll(context, account, REFRESH, now);
}

/** The work of one day; an account that is not active, or has no subscription left, ends the days. */
export async function refreshSubscribed(context: Context, id: AccountId): Promise<void> {
  const seen = await context.trx.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst();
  const locked = seen && (await lockWithAuthorization(context.trx, seen));
  if (!locked) return;
  const now = await customerTime(context, locked.account.test_clock);
  await refreshAll(context, locked.account, REFRESH_SUBSCRIBED, now);
}

async function refreshAll(
  context: Context,
  account: Account,
  kind: typeof REFRESH | typeof REFRESH_SUBSCRIBED,
  now: Date,
): Promise<void> {
  if (account.status !== 'active') return;
  const features = DATA_FEATURES.filter((feature) => account.subscriptions.includes(feature));
  const readable = features.filter((feature) => covers(account.permissions, feature));
  if (readable.length === 0) return;
  for (const feature of readable) await beginRefresh(context, account, feature, kind, now);
  await planNextDay(context, account, now);
}

async function planNextDay(context: Context, account: Account, from: Date): Promise<void> {
  await cancelJobs(context.trx, SUBSCRIPTION, account.id);
  await enqueue(context.trx, {
    kind: SUBSCRIPTION,
    payload: { account: account.id, institution: account.institution },
    due_at: nextDay(context, account.test_clock, from),
    test_clock: account.test_clock,
    unique_key: account.id,
    created: context.clock.now(),
  });
}
