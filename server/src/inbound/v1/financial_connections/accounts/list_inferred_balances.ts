// GET /v1/financial_connections/accounts/:account/inferred_balances
import { z } from 'zod';
import { readProblem } from '#domain/account_data/features.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { listPage } from '#inbound/http/list.ts';
import { pagination } from '#inbound/http/params.ts';
import type { InferredBalanceId } from '#kernel/id.ts';
import { presentInferredBalance } from '#wire/account_data.ts';
import { dataError } from './data_problems.ts';
import { findAccount } from './retrieve.ts';

/** The newest day first; at most one record per day, and none for a day that ended as the one before (spec 1.6). */
export const listInferredBalances = endpoint({
  method: 'GET',
  path: '/v1/financial_connections/accounts/:account/inferred_balances',
  feature: 'inferred_balances',
  params: z.object(pagination),
  async run(context, page, path) {
    const account = await findAccount(context, path.account);
    const problem = readProblem(account, 'inferred_balances');
    if (problem !== null) throw dataError(problem, null);
    const query = context.trx.selectFrom('inferred_balances').selectAll().where('account', '=', account.id);
    return await listPage({
      query,
      order: ['as_of'],
      cursor: (id) => query.where('id', '=', id as InferredBalanceId).executeTakeFirst(),
      noun: 'inferred balance',
      url: `/v1/financial_connections/accounts/${account.id}/inferred_balances`,
      params: page,
      present: (rows) => rows.map(presentInferredBalance),
    });
  },
});
