// SQL of linked accounts.

import type { Holder, Row, Transaction } from '#database/schema.ts';
import { shownRefreshes } from '#domain/account_data/refresh_rows.ts';
import type { AccountId, AuthorizationId, InstitutionId, MerchantId } from '#kernel/id.ts';
import { type AccountObject, presentAccount } from '#wire/account.ts';
import { heldBy } from './holder.ts';

/** More accounts than any bank lists for one person. */
export const ACCOUNTS_MAX = 500;

export async function accountById(
  trx: Transaction,
  owner: { merchant: MerchantId; livemode: boolean },
  id: string,
): Promise<Row<'accounts'> | null> {
  const row = await trx
    .selectFrom('accounts')
    .selectAll()
    .where('id', '=', id as AccountId)
    .where('merchant', '=', owner.merchant)
    .where('livemode', '=', owner.livemode)
    .executeTakeFirst();
  return row ?? null;
}

/** The accounts of an authorization that are not disconnected. Lock the authorization first when writing. */
export async function accountsOn(trx: Transaction, authorization: AuthorizationId): Promise<Row<'accounts'>[]> {
  return await trx
    .selectFrom('accounts')
    .selectAll()
    .where('authorization_id', '=', authorization)
    .where('status', '<>', 'disconnected')
    .orderBy('sequence')
    .limit(ACCOUNTS_MAX)
    .execute();
}

/** The accounts that a holder has at an institution, across authorizations; none where there is no holder. */
export async function accountsOfHolder(
  trx: Transaction,
  holder: Holder & { merchant: MerchantId; livemode: boolean; institution: InstitutionId },
): Promise<Row<'accounts'>[]> {
  return await trx
    .selectFrom('accounts')
    .selectAll()
    .where('merchant', '=', holder.merchant)
    .where('livemode', '=', holder.livemode)
    .where(heldBy(holder))
    .where('institution', '=', holder.institution)
    .where('status', '<>', 'disconnected')
    .orderBy('sequence')
    .limit(ACCOUNTS_MAX)
    .execute();
}

export async function numbersOf(
  trx: Transaction,
  accounts: AccountId[],
): Promise<Map<AccountId, Row<'account_numbers'>>> {
  if (accounts.length === 0) return new Map();
  const rows = await trx.selectFrom('account_numbers').selectAll().where('account', 'in', accounts).execute();
  return new Map(rows.map((row) => [row.account, row]));
}

/** The wire objects of the given accounts, in the given order. */
export async function accountObjects(trx: Transaction, ids: AccountId[]): Promise<AccountObject[]> {
  if (ids.length === 0) return [];
  const accounts = await trx.selectFrom('accounts').selectAll().where('id', 'in', ids).execute();
  return await presentAccounts(
    trx,
    ids.flatMap((id) => accounts.filter((account) => account.id === id)),
  );
}

/** The wire objects of rows already read, with what else they show fetched in three statements that do not wait for each other. */
export async function presentAccounts(trx: Transaction, accounts: Row<'accounts'>[]): Promise<AccountObject[]> {
  if (accounts.length === 0) return [];
  const ids = accounts.map((account) => account.id);
  const [numbers, refreshes, authorizations] = await Promise.all([
    numbersOf(trx, ids),
    shownRefreshes(trx, ids),
    trx
      .selectFrom('authorizations')
      .innerJoin('institutions', 'institutions.id', 'authorizations.institution')
      .select(['authorizations.id', 'active_cause', 'active_action', 'expected_deactivation_at', 'display_name'])
      .where('authorizations.id', 'in', [...new Set(accounts.map((account) => account.authorization_id))])
      .execute(),
  ]);
  const byId = new Map(authorizations.map((row) => [row.id, row]));
  const ofAccount = Map.groupBy(refreshes, (refresh) => refresh.account);
  return accounts.map((account) => {
    const shared = byId.get(account.authorization_id)!;
    return presentAccount({
      account,
      number: numbers.get(account.id) ?? null,
      authorization: shared,
      institution: shared,
      refreshes: ofAccount.get(account.id) ?? [],
    });
  });
}
