// POST /v1/accounts/:account
import type Stripe from 'stripe';
import { z } from 'zod';
import { updateConnectedAccount } from '#domain/connected_accounts/connected_account.ts';
import {
  type ConnectedAccount,
  connectedAccountObject,
  lockConnectedAccount,
} from '#domain/connected_accounts/connected_account_rows.ts';
import { endpoint, type RequestContext } from '#inbound/http/endpoint.ts';
import type { ParamsOf } from '#inbound/http/params.ts';
import { externalAccount, replaceDefault } from './external_accounts/given.ts';
import { accountFields, accountParams } from './params.ts';
import { connectedAccountError, noSuchConnectedAccount } from './problems.ts';

const params = z.object({
  ...accountParams,
  external_account: externalAccount().optional(),
} satisfies ParamsOf<Stripe.AccountUpdateParams>);

export const update = endpoint({
  method: 'POST',
  path: '/v1/accounts/:account',
  params,
  async run(context, { external_account, ...given }, path) {
    const account = await heldAccount(context, path.account);
    const updated = await updateConnectedAccount(context, account, accountFields(given));
    if (typeof updated === 'string') throw connectedAccountError(updated);
    await replaceDefault(context, updated, external_account);
    return await connectedAccountObject(context, updated);
  },
});

/** The account that a URL names, held until the transaction ends: one of the platform's, or the one that the request is made as. */
export async function heldAccount(context: RequestContext, id: string): Promise<ConnectedAccount> {
  const { caller, merchant } = context;
  const platform = id === merchant.id && caller.platform !== null ? caller.platform : merchant;
  const account = await lockConnectedAccount({ ...context, merchant: platform }, id);
  if (account === null || account.deleted_at !== null) throw noSuchConnectedAccount(context, id);
  return account;
}
