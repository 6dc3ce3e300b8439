// Connected accounts as the Dashboard shows them.
import { sql } from 'kysely';
import { type ConnectedAccount, connectedAccountObject } from '#domain/connected_accounts/connected_account_rows.ts';
import type { Context } from '#domain/context.ts';
import { unixSeconds } from '#kernel/clock.ts';
import type { AccountId, MerchantId } from '#kernel/id.ts';
import type { ConnectedAccountDetail, ConnectedAccountRow } from '#wire/dashboard_objects.ts';
import { accountRows } from '../accounts/rows.ts';
import type { DashboardContext } from '../call.ts';
import { isReachable } from '../customers/rows.ts';
import { eventRowsOf } from '../events/rows.ts';

const ACCOUNTS_MAX = 200;
const EVENTS_MAX = 20;

export async function connectedAccountRows(
  { trx, merchant, livemode }: Context,
  found: readonly ConnectedAccount[],
): Promise<ConnectedAccountRow[]> {
  const ids = found.map(({ id }) => id);
  const counts = await trx
    .selectFrom('accounts')
    .select(['connected_account', sql<number>`count(*)::int`.as('count')])
    .where('merchant', '=', merchant.id)
    .where('livemode', '=', livemode)
    .where('connected_account', '=', sql<MerchantId>`any(${ids}::text[])`)
    .where('status', '<>', 'disconnected')
    .groupBy('connected_account')
    .execute();
  return found.map(({ id, name, email, created }) => ({
    id,
    name,
    email,
    accounts: counts.find((row) => row.connected_account === id)?.count ?? 0,
    created: unixSeconds(created),
  }));
}

export async function connectedAccountDetail(
  context: DashboardContext,
  found: ConnectedAccount,
): Promise<ConnectedAccountDetail> {
  const [row] = await connectedAccountRows(context, [found]);
  const ids = await accountsHeldBy(context, found);
  return {
    connected_account: { ...row!, type: found.type, country: found.country },
    accounts: await accountRows(context, ids),
    email_reachable: await isReachable(context, found.email),
    events: await eventRowsOf(context, ids, EVENTS_MAX),
    raw: { ...(await connectedAccountObject(context, found)) },
  };
}

async function accountsHeldBy({ trx, merchant, livemode }: Context, { id }: ConnectedAccount): Promise<AccountId[]> {
  const rows = await trx
    .selectFrom('accounts')
    .select('id')
    .where('merchant', '=', merchant.id)
    .where('livemode', '=', livemode)
    .where('connected_account', '=', id)
    .orderBy('sequence', 'desc')
    .limit(ACCOUNTS_MAX)
    .execute();
  return rows.map((row) => row.id);
}
