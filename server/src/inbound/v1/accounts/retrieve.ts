// GET /v1/accounts/:account
import { connectedAccountObject, findConnectedAccount } from '#domain/connected_accounts/connected_account_rows.ts';
import { endpoint, type RequestContext } from '#inbound/http/endpoint.ts';
import { noParams } from '#inbound/http/params.ts';
import { type ConnectedAccountObject, presentOwnAccount } from '#wire/connected_account.ts';
import { noSuchConnectedAccount } from './problems.ts';

export const retrieve = endpoint({
  method: 'GET',
  path: '/v1/accounts/:account',
  params: noParams,
  async run(context, _params, path) {
    if (path.account === context.merchant.id) return await showOwnAccount(context);
    const account = await findConnectedAccount(context, path.account);
    if (account === null || account.deleted_at !== null) throw noSuchConnectedAccount(context, path.account);
    return await connectedAccountObject(context, account);
  },
});

/** The account that the request is made as. */
export async function showOwnAccount(context: RequestContext): Promise<ConnectedAccountObject> {
  const { merchant, caller } = context;
  if (caller.platform === null) return presentOwnAccount(merchant);
  const account = await findConnectedAccount({ ...context, merchant: caller.platform }, merchant.id);
  if (account === null || account.deleted_at !== null) throw noSuchConnectedAccount(context, merchant.id);
  return await connectedAccountObject(context, account);
}
