// Has the policy look at accounts again: after every change of theirs, on their customers' clocks.
import { sql } from 'kysely';
import type { Holder, Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { cancelJobs, enqueue } from '#jobs/enqueue.ts';
import type { AccountId } from '#kernel/id.ts';
import { heldBy } from './holder.ts';

/** The job that looks at one account. Payload `{account}`. */
export const FOLLOW_POLICY = 'relink.policy';

const ACCOUNTS_MAX = 2_000;

/** At once, where the merchant has a policy that is on. `accounts` are the context's merchant's own. */
export async function followAccounts(context: Context, accounts: readonly AccountId[]): Promise<void> {
  if (accounts.length === 0 || !(await policyIsOn(context))) return;
  const rows = await context.trx
    .selectFrom('accounts as a')
    .leftJoin('test_clocks as t', 't.id', 'a.test_clock')
    .select(['a.id', 'a.test_clock', 't.frozen_time'])
    .where('a.id', '=', sql<AccountId>`any(${accounts}::text[])`)
    .orderBy('a.sequence')
    .execute();
  for (const row of rows) await followAccount(context, row, row.frozen_time ?? context.clock.now());
}

/** What somebody who had no address may be written to about now. */
export async function followHolder(context: Context, holder: Holder): Promise<void> {
  const rows = await context.trx
    .selectFrom('accounts')
    .select('id')
    .where('merchant', '=', context.merchant.id)
    .where('livemode', '=', context.livemode)
    .where(heldBy(holder))
    .where('attention_at', 'is not', null)
    .limit(ACCOUNTS_MAX)
    .execute();
  await followAccounts(
    context,
    rows.map(({ id }) => id),
  );
}

/** At a time of the customer's, instead of any other. */
export async function followAccount(
  context: Context,
  account: Pick<Row<'accounts'>, 'id' | 'test_clock'>,
  due_at: Date,
): Promise<void> {
  await cancelJobs(context.trx, FOLLOW_POLICY, account.id);
  await enqueue(context.trx, {
    kind: FOLLOW_POLICY,
    payload: { account: account.id },
    due_at,
    test_clock: account.test_clock,
    unique_key: account.id,
    created: context.clock.now(),
  });
}

async function policyIsOn({ trx, merchant, livemode }: Context): Promise<boolean> {
  const row = await trx
    .selectFrom('relink_policies')
    .select('enabled')
    .where('merchant', '=', merchant.id)
    .where('livemode', '=', livemode)
    .executeTakeFirst();
  return row?.enabled === true;
}
