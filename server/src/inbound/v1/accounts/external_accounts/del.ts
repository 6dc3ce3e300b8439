// DELETE /v1/accounts/:account/external_accounts/:external_account
import { deleteExternalAccount, findExternalAccount } from '#domain/payouts/external_account.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { noParams } from '#inbound/http/params.ts';
import { presentDeletedExternalAccount } from '#wire/bank_account.ts';
import { asOwner } from './owner.ts';
import { defaultStays } from './problems.ts';

export const del = endpoint({
  method: 'DELETE',
  path: '/v1/accounts/:account/external_accounts/:external_account',
  params: noParams,
  async run(context, _params, path) {
    const owner = await asOwner(context, path.account, { lock: true });
    const external = await findExternalAccount(owner, path.external_account, { lock: true });
    if (external === null) throw noSuch('external account', path.external_account, null);
    if ((await deleteExternalAccount(owner, external)) === 'default') throw defaultStays();
    return presentDeletedExternalAccount(external);
  },
});
