// SQL of policies: the setting itself, what it remembers of accounts, what it sees of them, and how much it has sent today.
import { type ExpressionBuilder, type ExpressionWrapper, type SqlBool, sql } from 'kysely';
import type { Row, Schema } from '#database/schema.ts';
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

type WithLinks = Pick<Schema, 'accounts' | 'authorizations' | 'relink_policy_marks' | 'test_clocks'>;

/** Accounts that a policy may have something to do with; each page goes on after a sequence number. */
export async function watchedAccounts(
  context: Context,
  which: { account: AccountId } | { after: number; limit: number },
): Promise<(WatchedAccount & { sequence: number })[]> {
  const rows = await context.trx
    .selectFrom('accounts')
    .innerJoin('authorizations', 'authorizations.id', 'accounts.authorization_id')
    .leftJoin('relink_policy_marks', 'relink_policy_marks.account', 'accounts.id')
    .leftJoin('test_clocks', 'test_clocks.id', 'accounts.test_clock')
    .select(['accounts.id', 'accounts.sequence', 'accounts.test_clock', 'frozen_time'])
    .select(['relink_policy_marks.account as marked', 'broken_asked', 'ends_at', 'known_at', 'reminded'])
    .select(['accounts.status', 'accounts.attention_at', 'accounts.permissions', 'number_kind', 'number_status'])
    .select(['number_expires_at', 'authorizations.expected_deactivation_at'])
    .where('accounts.merchant', '=', context.merchant.id)
    .where('accounts.livemode', '=', context.livemode)
    .where('accounts.status', '<>', 'disconnected')
    .$if('account' in which, (query) => query.where('accounts.id', '=', (which as { account: AccountId }).account))
    .$if('after' in which, (query) => {
      const { after, limit } = which as { after: number; limit: number };
      return query.where('accounts.sequence', '>', after).where(concerned).orderBy('accounts.sequence').limit(limit);
    })
    .execute();
  const realNow = context.clock.now();
  return rows.map((row) => ({
    id: row.id,
    sequence: row.sequence,
    test_clock: row.test_clock,
    now: row.frozen_time ?? realNow,
    broken: row.attention_at?.getTime() === 0,
    ends_at: earlier(row.status === 'active' ? row.expected_deactivation_at : null, numberEnd(row)),
    marks:
      row.marked === null
        ? NO_MARKS
        : {
            broken_asked: row.broken_asked === true,
            ends_at: row.ends_at,
            known_at: row.known_at,
            reminded: row.reminded,
          },
  }));
}

/** Broken, or with an end in sight. */
function concerned(
  is: ExpressionBuilder<WithLinks, 'accounts' | 'authorizations'>,
): ExpressionWrapper<WithLinks, never, SqlBool> {
  return is.or([is('accounts.attention_at', 'is not', null), is('expected_deactivation_at', 'is not', null)]) as never;
}

/** A number that the bank is still making has no end that a relink could move. */
function numberEnd(
  row: Pick<Row<'accounts'>, 'status' | 'permissions' | 'number_kind' | 'number_status' | 'number_expires_at'>,
): Date | null {
  if (row.status !== 'active' || row.number_kind !== 'tokenized_account_number') return null;
  return row.number_status === 'transactable' && row.permissions.includes('payment_method')
    ? row.number_expires_at
    : null;
}

function earlier(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
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
