// GET /v1/financial_connections/accounts
import { z } from 'zod';
import { accountById, presentAccounts } from '#domain/connections/account_rows.ts';
import { sessionById } from '#domain/connections/session.ts';
import { findCustomer } from '#domain/customers/customer_rows.ts';
import { endpoint, type RequestContext } from '#inbound/http/endpoint.ts';
import { exclusiveParams, noSuch } from '#inbound/http/errors.ts';
import { listPage } from '#inbound/http/list.ts';
import { hash, pagination, text } from '#inbound/http/params.ts';

const ID_MAX = 255;
const holder = hash({ account: text({ max: ID_MAX }).optional(), customer: text({ max: ID_MAX }).optional() });
const params = z.object({
  ...pagination,
  account_holder: holder.optional(),
  session: text({ max: ID_MAX }).optional(),
});

export const list = endpoint({
  method: 'GET',
  path: '/v1/financial_connections/accounts',
  params,
  async run(context, given) {
    const { trx, merchant, livemode } = context;
    const owner = { merchant: merchant.id, livemode };
    let query = trx
      .selectFrom('accounts')
      .selectAll()
      .where('merchant', '=', merchant.id)
      .where('livemode', '=', livemode);
    const customer = await holderFilter(context, given.account_holder ?? {});
    if (customer !== null) query = query.where('customer', '=', customer);
    if (given.session !== undefined) {
      const session = await sessionById(trx, owner, given.session);
      if (session === null) throw noSuch('session', given.session, 'session');
      const collected = trx.selectFrom('session_accounts').select('account').where('session', '=', session.id);
      query = query.where('id', 'in', collected);
    }
    return await listPage({
      query,
      cursor: async (id) => (await accountById(trx, owner, id)) ?? undefined,
      noun: 'account',
      url: '/v1/financial_connections/accounts',
      params: given,
      present: (rows) => presentAccounts(trx, rows),
    });
  },
});

async function holderFilter(context: RequestContext, given: z.output<typeof holder>) {
  if (given.account !== undefined && given.customer !== undefined) {
    throw exclusiveParams('account_holder[account]', 'account_holder[customer]');
  }
  if (given.account !== undefined) throw noSuch('account', given.account, 'account_holder[account]');
  if (given.customer === undefined) return null;
  const customer = await findCustomer(context, given.customer);
  if (customer === null) throw noSuch('customer', given.customer, 'account_holder[customer]');
  return customer.id;
}
