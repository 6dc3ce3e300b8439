// DELETE /v1/accounts/:account
import { deleteConnectedAccount } from '#domain/connected_accounts/connected_account.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { noParams } from '#inbound/http/params.ts';
import { presentDeletedConnectedAccount } from '#wire/connected_account.ts';
import { heldAccount } from './update.ts';

export const del = endpoint({
  method: 'DELETE',
  path: '/v1/accounts/:account',
  params: noParams,
  async run(context, _params, path) {
    const account = await heldAccount(context, path.account);
    await deleteConnectedAccount({ ...context, merchant: context.caller.platform ?? context.merchant }, account);
    return presentDeletedConnectedAccount(account.id);
  },
});
