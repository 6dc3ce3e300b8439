// GET /v1/financial_connections/accounts
import { z } from 'zod';
import type { Holder } from '#database/schema.ts';
import { findConnectedAccount } from '#domain/connected_accounts/connected_account_rows.ts';
import { accountById, presentAccounts } from '#domain/connections/account_rows.ts';
import { heldBy } from '#domain/connections/holder.ts';
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
    const held = await holderFilter(context, given.account_holder ?? {});
    if (held !== null) query = query.where(heldBy(held));
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

async function holderFilter(context: RequestContext, given: z.output<typeof holder>): Promise<Holder | null> {
  if (given.account !== undefined && given.customer !== undefined) {
    throw exclusiveParams('account_holder[account]', 'account_holder[customer]');
  }
  if (given.account !== undefined) {
    const account = await findConnectedAccount(context, given.account);
    if (account === null) throw noSuch('account', given.account, 'account_holder[account]');
    return { customer: null, connected_account: account.id };
  }
  if (given.customer === undefined) return null;
  const customer = await findCustomer(context, given.customer);
  if (customer === null) throw noSuch('customer', given.customer, 'account_holder[customer]');
  return { customer: customer.id, connected_account: null };
}
