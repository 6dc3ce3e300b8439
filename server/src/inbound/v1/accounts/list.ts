// GET /v1/accounts
import type Stripe from 'stripe';
import { z } from 'zod';
import { connectedAccountObjects, findConnectedAccount } from '#domain/connected_accounts/connected_account_rows.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { inRange, listPage } from '#inbound/http/list.ts';
import { type ParamsOf, pagination, range } from '#inbound/http/params.ts';

const params = z.object({
  ...pagination,
  created: range().optional(),
} satisfies ParamsOf<Stripe.AccountListParams>);

export const list = endpoint({
  method: 'GET',
  path: '/v1/accounts',
  params,
  async run(context, { created, ...page }) {
    let query = context.trx
      .selectFrom('connected_accounts')
      .selectAll()
      .where('platform', '=', context.merchant.id)
      .where('livemode', '=', context.livemode)
      .where('deleted_at', 'is', null);
    if (created !== undefined) query = query.where(inRange('created', created));
    return listPage({
      query,
      cursor: async (id) => (await findConnectedAccount(context, id)) ?? undefined,
      noun: 'account',
      url: '/v1/accounts',
      params: page,
      present: (rows) => connectedAccountObjects(context, rows),
    });
  },
});
