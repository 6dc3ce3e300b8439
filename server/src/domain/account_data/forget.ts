// What becomes of data that the customer's consent no longer covers: it ends at once, and what was stored is deleted.
import { sql } from 'kysely';
import type { Row, Transaction } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { enqueue } from '#jobs/enqueue.ts';
import type { AccountId } from '#kernel/id.ts';
import { covers, DATA_FEATURES } from './features.ts';

/** The job that deletes what may be much. Payload `{account}`; its handler calls `forgetSome` until nothing is left. */
export const FORGET = 'account.forget';

/** Of one transaction. */
const ROWS_MAX = 5_000;

/**
 * Brings an account's data into what its permissions cover now: refreshes and subscriptions of anything else end, what they
 * found goes. Deleted rather than hidden, because a consent that was narrowed is a wish, and what is not kept cannot leak; if the
 * customer allows it again, the bank has it still. The caller holds the authorization's lock and has written the permissions.
 */
export async function endUncovered(
  context: Context,
  account: Pick<Row<'accounts'>, 'id' | 'subscriptions'>,
  permissions: Row<'accounts'>['permissions'],
): Promise<void> {
  const { trx, clock } = context;
  const ended = DATA_FEATURES.filter((feature) => !covers(permissions, feature));
  if (ended.length === 0) return;
  const kept = account.subscriptions.filter((name) => !ended.some((feature) => feature === name));
  if (kept.length < account.subscriptions.length) {
    await trx.updateTable('accounts').set({ subscriptions: kept }).where('id', '=', account.id).execute();
  }
  const refreshes = await trx
    .deleteFrom('account_refreshes')
    .where('account', '=', account.id)
    .where('feature', 'in', ended)
    .returning('feature')
    .execute();
  const features = refreshes.map(({ feature }) => feature);
  if (features.includes('balance')) {
    await trx.deleteFrom('account_balances').where('account', '=', account.id).execute();
  }
  if (features.includes('ownership')) {
    await trx.deleteFrom('account_ownerships').where('account', '=', account.id).execute();
  }
  if (features.includes('inferred_balances')) {
    await trx.deleteFrom('inferred_balances').where('account', '=', account.id).execute();
  }
  if (!features.includes('transactions') && !features.includes('balance')) return;
  const now = clock.now();
  const job = { kind: FORGET, payload: { account: account.id }, due_at: now, test_clock: null, created: now };
  await enqueue(trx, { ...job, unique_key: account.id });
}

/**
 * Deletes up to a few thousand transactions of an account that may no longer have any, then takes balances out of what its events
 * told. Returns whether that was all. Looks at the permissions each time: what is allowed again meanwhile is kept.
 */
export async function forgetSome(trx: Transaction, id: AccountId): Promise<boolean> {
  const account = await trx.selectFrom('accounts').selectAll().where('id', '=', id).forNoKeyUpdate().executeTakeFirst();
  if (account === undefined) return true;
  if (!covers(account.permissions, 'transactions') && !(await deleteTransactions(trx, id))) return false;
  if (!covers(account.permissions, 'balance')) await takeBalancesOut(trx, account);
  return true;
}

async function deleteTransactions(trx: Transaction, account: AccountId): Promise<boolean> {
  const some = trx.selectFrom('transactions').select('id').where('account', '=', account).limit(ROWS_MAX);
  const deleted = await trx.deleteFrom('transactions').where('id', 'in', some).executeTakeFirst();
  if (Number(deleted.numDeletedRows) === ROWS_MAX) return false;
  await trx.deleteFrom('transaction_refreshes').where('account', '=', account).execute();
  return true;
}

/** Events that told of the account itself, and of sessions that collected it; nothing else of them changes. */
async function takeBalancesOut(trx: Transaction, account: Row<'accounts'>): Promise<void> {
  const { id, merchant, livemode } = account;
  await sql`update events set data = jsonb_set(data, '{object,balance}', 'null')
    where merchant = ${merchant} and livemode = ${livemode} and object_id = ${id}
      and jsonb_typeof(data #> '{object,balance}') = 'object'`.execute(trx);
  await sql`update events set data = jsonb_set(data, '{object,accounts,data}', (
      select coalesce(jsonb_agg(case when item->>'id' = ${id} then jsonb_set(item, '{balance}', 'null') else item end order by place), '[]')
      from jsonb_array_elements(data #> '{object,accounts,data}') with ordinality as items (item, place)))
    where merchant = ${merchant} and livemode = ${livemode}
      and object_id in (select session from session_accounts where account = ${id})
      and jsonb_typeof(data #> '{object,accounts,data}') = 'array'`.execute(trx);
}
