// GET /v1/financial_connections/transactions
import type Stripe from 'stripe';
import { z } from 'zod';
import { readProblem } from '#domain/account_data/features.ts';
import { refreshOf } from '#domain/account_data/refresh_rows.ts';
import { presentTransactions } from '#domain/account_data/transaction_rows.ts';
import { accountById } from '#domain/connections/account_rows.ts';
import { endpoint, type RequestContext } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { inRange, listPage } from '#inbound/http/list.ts';
import { hash, type ParamsOf, pagination, range, text } from '#inbound/http/params.ts';
import type { AccountId, TransactionId, TransactionRefreshId } from '#kernel/id.ts';
import { dataError } from '../accounts/data_problems.ts';

const id = () => text({ max: 255 });
const params = z.object({
  ...pagination,
  account: id(),
  transacted_at: range().optional(),
  transaction_refresh: hash({ after: id() }).optional(),
} satisfies ParamsOf<Stripe.FinancialConnections.TransactionListParams>);

const NEWEST = ['transacted_at', 'sequence'];
const CHANGED_LAST = ['refresh', ...NEWEST];

/**
 * What was transacted last comes first; after a refresh, what was changed by the latest one. The documents name no order. Each
 * has an index of its own, so that a page costs the same among ten transactions and among hundreds of thousands.
 */
export const list = endpoint({
  method: 'GET',
  path: '/v1/financial_connections/transactions',
  params,
  async run(context, { account: of, transacted_at, transaction_refresh, ...page }) {
    const { trx } = context;
    const account = await readableAccount(context, of);
    const all = trx.selectFrom('transactions').selectAll().where('account', '=', account);
    let query = all;
    if (transacted_at !== undefined) query = query.where(inRange('transacted_at', transacted_at));
    if (transaction_refresh !== undefined) {
      query = query.where('refresh', '>', await attemptOf(context, account, transaction_refresh.after));
    }
    return await listPage({
      query,
      order: transaction_refresh === undefined ? NEWEST : CHANGED_LAST,
      cursor: (each) => all.where('id', '=', each as TransactionId).executeTakeFirst(),
      noun: 'transaction',
      url: '/v1/financial_connections/transactions',
      params: page,
      present: (rows) => presentTransactions(trx, rows, context.livemode),
    });
  },
});

async function readableAccount(context: RequestContext, id: string): Promise<AccountId> {
  const { trx, merchant, livemode } = context;
  const account = await accountById(trx, { merchant: merchant.id, livemode }, id);
  if (account === null) throw noSuch('account', id, 'account');
  const problem = readProblem(account, 'transactions');
  if (problem !== null) throw dataError(problem, 'account');
  const refresh = await refreshOf(trx, account.id, 'transactions');
  if (!refresh?.succeeded_at) throw dataError({ type: 'never_refreshed' }, null);
  return account.id;
}

async function attemptOf({ trx }: RequestContext, account: AccountId, id: string): Promise<number> {
  const refresh = await trx
    .selectFrom('transaction_refreshes')
    .select('attempt')
    .where('id', '=', id as TransactionRefreshId)
    .where('account', '=', account)
    .executeTakeFirst();
  if (refresh === undefined) throw noSuch('transaction refresh', id, 'transaction_refresh[after]');
  return refresh.attempt;
}
