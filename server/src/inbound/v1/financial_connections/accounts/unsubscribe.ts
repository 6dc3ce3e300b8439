// POST /v1/financial_connections/accounts/:account/unsubscribe
import { unsubscribe as unsubscribeFrom } from '#domain/account_data/subscription.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { subscriptionParams } from './features.ts';
import { findAccount, showAccount } from './retrieve.ts';

/** Possible in every state of the account; what is not subscribed is passed over. */
export const unsubscribe = endpoint({
  method: 'POST',
  path: '/v1/financial_connections/accounts/:account/unsubscribe',
  params: subscriptionParams,
  async run(context, { features }, path) {
    const account = await findAccount(context, path.account);
    await unsubscribeFrom(context, account, features);
    return await showAccount(context, account.id);
  },
});
