// GET /v1/financial_connections/accounts/:account/owners
import type Stripe from 'stripe';
import { z } from 'zod';
import { readProblem } from '#domain/account_data/features.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { listPage } from '#inbound/http/list.ts';
import { type ParamsOf, pagination, text } from '#inbound/http/params.ts';
import type { AccountOwnerId, AccountOwnershipId } from '#kernel/id.ts';
import { ownersUrl, presentOwner } from '#wire/account_data.ts';
import { dataError } from './data_problems.ts';
import { findAccount } from './retrieve.ts';

const params = z.object({
  ...pagination,
  ownership: text({ max: 255 }),
} satisfies ParamsOf<Stripe.FinancialConnections.AccountListOwnersParams>);

/** The owners in the bank's order. An ownership that a later refresh replaced is still readable by its id. */
export const listOwners = endpoint({
  method: 'GET',
  path: '/v1/financial_connections/accounts/:account/owners',
  params,
  async run({ trx, ...context }, { ownership: id, ...page }, path) {
    const account = await findAccount({ trx, ...context }, path.account);
    const problem = readProblem(account, 'ownership');
    if (problem !== null) throw dataError(problem, null);
    const ownership = await trx
      .selectFrom('account_ownerships')
      .select('id')
      .where('id', '=', id as AccountOwnershipId)
      .where('account', '=', account.id)
      .executeTakeFirst();
    if (ownership === undefined) throw noSuch('ownership', id, 'ownership');
    const query = trx.selectFrom('account_owners').selectAll().where('ownership', '=', ownership.id);
    return await listPage({
      query,
      cursor: (owner) => query.where('id', '=', owner as AccountOwnerId).executeTakeFirst(),
      noun: 'owner',
      url: ownersUrl(account.id),
      params: page,
      present: (rows) => rows.map(presentOwner),
    });
  },
});
