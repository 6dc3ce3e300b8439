// SQL of refreshes: where each stands, and what has been stored for the account objects that show it.
import { sql } from 'kysely';
import type { DataFeature } from '#database/data_tables.ts';
import type { Row, Transaction } from '#database/schema.ts';
import type { AccountId } from '#kernel/id.ts';

/** One attempt to read one kind of data of an account. */
export interface RefreshKey {
  account: AccountId;
  feature: DataFeature;
  attempt: number;
}

/** What account objects show of data: one row per refresh, with what it found. */
export type ShownRefresh = Awaited<ReturnType<typeof shownRefreshes>>[number];

/** Of all the accounts, in one statement. */
export function shownRefreshes(trx: Transaction, accounts: AccountId[]) {
  return trx
    .selectFrom('account_refreshes as r')
    .leftJoin('account_balances as b', (on) =>
      on.onRef('b.account', '=', 'r.account').on('r.feature', '=', sql.lit('balance')),
    )
    .leftJoin('account_ownerships as o', (on) =>
      on
        .onRef('o.account', '=', 'r.account')
        .on('o.replaced_at', 'is', null)
        .on('r.feature', '=', sql.lit('ownership')),
    )
    .leftJoin('transaction_refreshes as t', 't.attempt', 'r.attempt')
    .select(['r.account', 'r.feature', 'r.status', 'r.last_attempted_at', 'r.next_available_at'])
    .select(['b.as_of', 'b.type', 'b.currency', 'b.current', 'b.detail'])
    .select(['o.id as ownership', 't.id as transaction_refresh'])
    .where('r.account', 'in', accounts)
    .execute();
}

export async function refreshOf(
  trx: Transaction,
  account: AccountId,
  feature: DataFeature,
): Promise<Row<'account_refreshes'> | null> {
  const row = await trx
    .selectFrom('account_refreshes')
    .selectAll()
    .where('account', '=', account)
    .where('feature', '=', feature)
    .executeTakeFirst();
  return row ?? null;
}

/** Null unless this very attempt is under way: it may have been overtaken, or the customer has withdrawn the data. */
export async function lockRefresh(trx: Transaction, key: RefreshKey): Promise<Row<'account_refreshes'> | null> {
  const row = await trx
    .selectFrom('account_refreshes')
    .selectAll()
    .where('account', '=', key.account)
    .where('feature', '=', key.feature)
    .where('attempt', '=', key.attempt)
    .where('status', '=', 'pending')
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}
