// Calls about connected accounts: list, read, change how one is reached. A change goes the way of the API, with its event.
import { z } from 'zod';
import { updateConnectedAccount } from '#domain/connected_accounts/connected_account.ts';
import {
  type ConnectedAccount,
  findConnectedAccount,
  lockConnectedAccount,
} from '#domain/connected_accounts/connected_account_rows.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { emptyable, text } from '#inbound/http/params.ts';
import { connectedAccountError } from '#inbound/v1/accounts/problems.ts';
import { holderSearch } from '../accounts/filter.ts';
import { call, type DashboardContext } from '../call.ts';
import { address, SEARCH_MAX } from '../customers/customers.ts';
import { pageOf, type Stretch, stretchOf } from '../paging.ts';
import { paging } from '../reading.ts';
import { connectedAccountDetail, connectedAccountRows } from './rows.ts';

export const listConnectedAccounts = call('GET /connected_accounts', {
  role: 'viewer',
  query: z.object({ ...paging, search: text({ max: SEARCH_MAX }).optional() }),
  run: async (context, { query: { search, ...paged } }) => {
    const stretch = stretchOf(paged);
    const found = await connectedAccountsWhere(context, search ?? '', stretch);
    return await pageOf(found, stretch, (shown) => connectedAccountRows(context, shown));
  },
});

export async function connectedAccountsWhere(
  context: DashboardContext,
  term: string,
  { place, backwards, rows }: Stretch,
): Promise<ConnectedAccount[]> {
  let query = connectedAccountsLike(context, term.trim());
  if (place !== null) query = query.where('sequence', backwards ? '>' : '<', place.sequence);
  return await query
    .orderBy('sequence', backwards ? 'asc' : 'desc')
    .limit(rows)
    .execute();
}

/** By id, e-mail address, or how words of the name begin. */
export function connectedAccountsLike(context: DashboardContext, term: string) {
  const { trx, merchant, livemode } = context;
  const query = trx
    .selectFrom('connected_accounts')
    .selectAll()
    .where('platform', '=', merchant.id)
    .where('livemode', '=', livemode)
    .where('deleted_at', 'is', null);
  if (term === '') return query;
  if (term.startsWith('acct_')) return query.where('id', '=', term as ConnectedAccount['id']);
  return query.where(holderSearch(context, 'platform', term));
}

export const retrieveConnectedAccount = call('GET /connected_accounts/:id', {
  role: 'viewer',
  run: async (context, { path }) => {
    const account = await findConnectedAccount(context, path.id);
    return await connectedAccountDetail(context, existing(account, path.id));
  },
});

export const updateConnected = call('POST /connected_accounts/:id', {
  role: 'operator',
  body: z.object({ name: emptyable(text({ max: 500 })).optional(), email: emptyable(address).optional() }),
  run: async (context, { path, body: { name, email } }) => {
    const account = existing(await lockConnectedAccount(context, path.id), path.id);
    const updated = await updateConnectedAccount(context, account, {
      ...(email !== undefined && { email }),
      ...(name !== undefined && { business_profile: { name } }),
    });
    if (typeof updated === 'string') throw connectedAccountError(updated);
    return await connectedAccountDetail(context, updated);
  },
});

function existing(account: ConnectedAccount | null, id: string): ConnectedAccount {
  if (account === null || account.deleted_at !== null) throw noSuch('connected account', id, null);
  return account;
}
