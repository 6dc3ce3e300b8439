// SQL of policies: the setting itself, what it remembers of accounts, what it sees of them, and how much it has sent today.
import { sql } from 'kysely';
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import type { AccountId } from '#kernel/id.ts';
import { nextDay, startOfDay } from '#kernel/local_time.ts';
import { type Marks, NO_MARKS, type PolicySettings, type Watched } from './relink_policy.ts';

export interface WatchedAccount extends Watched, Pick<Row<'accounts'>, 'id' | 'test_clock'> {
  marks: Marks;
  /** The customer's time. */
  now: Date;
}

/** Null where none was ever set. `lock` holds it until the transaction ends; take it before any link's. */
export async function findPolicy(context: Context, lock = false): Promise<Row<'relink_policies'> | null> {
  const query = context.trx
    .selectFrom('relink_policies')
    .selectAll()
    .where('merchant', '=', context.merchant.id)
    .where('livemode', '=', context.livemode);
  return (await (lock ? query.forUpdate() : query).executeTakeFirst()) ?? null;
}

export async function writePolicy(context: Context, policy: PolicySettings): Promise<Row<'relink_policies'>> {
  const values = { ...policy, updated: context.clock.now() };
  return await context.trx
    .insertInto('relink_policies')
    .values({ ...values, merchant: context.merchant.id, livemode: context.livemode })
    .onConflict((conflict) => conflict.columns(['merchant', 'livemode']).doUpdateSet(values))
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Accounts that a policy may have something to do with: broken, or with an end in sight. Pages go on after a sequence number. */
export async function watchedAccounts(
  context: Context,
  page: { after: number; limit: number },
): Promise<(WatchedAccount & Pick<Row<'accounts'>, 'sequence'>)[]> {
  const rows = await accountsWithMarks(context)
    .where('a.sequence', '>', page.after)
    .where((is) => is.or([is('a.attention_at', 'is not', null), is('a.ends_at', 'is not', null)]))
    .orderBy('a.sequence')
    .limit(page.limit)
    .execute();
  return rows.map((row) => ({ ...watch(context, row), sequence: row.sequence }));
}

/** Null for a disconnected one: nothing is left to do about it. */
export async function watchedAccount(context: Context, id: AccountId): Promise<WatchedAccount | null> {
  const row = await accountsWithMarks(context).where('a.id', '=', id).executeTakeFirst();
  return row === undefined ? null : watch(context, row);
}

function accountsWithMarks({ trx, merchant, livemode }: Context) {
  return trx
    .selectFrom('accounts as a')
    .leftJoin('relink_policy_marks as m', 'm.account', 'a.id')
    .leftJoin('test_clocks as t', 't.id', 'a.test_clock')
    .select(['a.id', 'a.sequence', 'a.test_clock', 'a.attention_at', 'a.ends_at', 't.frozen_time'])
    .select(['m.broken_asked', 'm.ends_at as counted_to', 'm.known_at', 'm.reminded', 'm.failed'])
    .where('a.merchant', '=', merchant.id)
    .where('a.livemode', '=', livemode)
    .where('a.status', '<>', 'disconnected');
}

type Found = Awaited<ReturnType<ReturnType<typeof accountsWithMarks>['execute']>>[number];

function watch(context: Context, row: Found): WatchedAccount {
  const { broken_asked, counted_to: ends_at, known_at, reminded, failed } = row;
  return {
    id: row.id,
    test_clock: row.test_clock,
    now: row.frozen_time ?? context.clock.now(),
    // As the database keeps it: broken is the beginning of time, an end in sight lies 30 days before it.
    broken: row.attention_at?.getTime() === 0,
    ends_at: row.ends_at,
    marks: broken_asked === null ? NO_MARKS : { broken_asked, ends_at, known_at, reminded, failed: failed ?? 0 },
  };
}

export async function saveMarks(context: Context, account: AccountId, marks: Marks): Promise<void> {
  await context.trx
    .insertInto('relink_policy_marks')
    .values({ account, ...marks })
    .onConflict((conflict) => conflict.column('account').doUpdateSet(marks))
    .execute();
}

/** Mails of the policy on the merchant's day that `now` is in. Customers on a test clock have days of their own. */
export async function sentOnDayOf(context: Context, now: Date, zone: string): Promise<number> {
  const { count } = await context.trx
    .selectFrom('sessions')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('merchant', '=', context.merchant.id)
    .where('livemode', '=', context.livemode)
    .where('source', '=', sql.lit('policy'))
    .where('created', '>=', startOfDay(now, zone))
    .where('created', '<', nextDay(now, zone))
    .executeTakeFirstOrThrow();
  return Number(count);
}
