// POST /v1/financial_connections/accounts/:account/subscribe
import { subscribe as subscribeTo } from '#domain/account_data/subscription.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { dataError } from './data_problems.ts';
import { subscriptionParams } from './features.ts';
import { findAccount, showAccount } from './retrieve.ts';

/** Refreshes at once, then once a day while the account is active; again at once when it works again after a break. */
export const subscribe = endpoint({
  method: 'POST',
  path: '/v1/financial_connections/accounts/:account/subscribe',
  params: subscriptionParams,
  async run(context, { features }, path) {
    const account = await findAccount(context, path.account);
    const problem = await subscribeTo(context, account, features);
    if (problem !== null) throw dataError(problem, 'features');
    return await showAccount(context, account.id);
  },
});
