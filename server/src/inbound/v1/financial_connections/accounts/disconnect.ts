// POST /v1/financial_connections/accounts/:account/disconnect
import { disconnectAccount } from '#domain/connections/disconnect.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { noParams } from '#inbound/http/params.ts';
import { findAccount, showAccount } from './retrieve.ts';

export const disconnect = endpoint({
  method: 'POST',
  path: '/v1/financial_connections/accounts/:account/disconnect',
  params: noParams,
  async run(context, _params, path) {
    const account = await findAccount(context, path.account);
    await disconnectAccount(context, account);
    return await showAccount(context, account.id);
  },
});
