// POST /v1/financial_connections/accounts/:account/refresh
import { requestRefresh } from '#domain/account_data/refresh.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { dataError } from './data_problems.ts';
import { refreshParams } from './features.ts';
import { findAccount, showAccount } from './retrieve.ts';

/**
 * Answers with the account, its `*_refresh` pending; an event of each kind tells how it ended. A refresh that is under way is
 * joined. Before `next_refresh_available_at` it is refused (the documents say "not initiated"; silence would let callers wait
 * for an event that never comes).
 */
export const refresh = endpoint({
  method: 'POST',
  path: '/v1/financial_connections/accounts/:account/refresh',
  params: refreshParams,
  async run(context, { features }, path) {
    const account = await findAccount(context, path.account);
    const problem = await requestRefresh(context, account, features);
    if (problem !== null) throw dataError(problem, 'features');
    return await showAccount(context, account.id);
  },
});
