// GET /v1/accounts/:account/external_accounts/:external_account
import { findExternalAccount } from '#domain/payouts/external_account.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { noParams } from '#inbound/http/params.ts';
import { presentExternalAccount } from '#wire/bank_account.ts';
import { asOwner } from './owner.ts';

export const retrieve = endpoint({
  method: 'GET',
  path: '/v1/accounts/:account/external_accounts/:external_account',
  params: noParams,
  async run(context, _params, path) {
    const found = await findExternalAccount(await asOwner(context, path.account), path.external_account);
    if (found === null) throw noSuch('external account', path.external_account, null);
    return presentExternalAccount(found);
  },
});
