// GET /v1/accounts/:account/external_accounts
import { sql } from 'kysely';
import type Stripe from 'stripe';
import { z } from 'zod';
import { findExternalAccount } from '#domain/payouts/external_account.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { listPage } from '#inbound/http/list.ts';
import { enumeration, type ParamsOf, pagination } from '#inbound/http/params.ts';
import { presentExternalAccount } from '#wire/bank_account.ts';
import { asOwner } from './owner.ts';

const params = z.object({
  ...pagination,
  object: enumeration(['bank_account', 'card']).optional(),
} satisfies ParamsOf<Stripe.AccountListExternalAccountsParams>);

export const list = endpoint({
  method: 'GET',
  path: '/v1/accounts/:account/external_accounts',
  params,
  async run(context, { object, ...page }, path) {
    const owner = await asOwner(context, path.account);
    let query = context.trx
      .selectFrom('external_accounts')
      .selectAll()
      .where('merchant', '=', owner.merchant.id)
      .where('livemode', '=', context.livemode)
      .where('deleted_at', 'is', null);
    // There are no cards to be paid out to.
    if (object === 'card') query = query.where(sql<boolean>`false`);
    return await listPage({
      query,
      cursor: async (id) => (await findExternalAccount(owner, id)) ?? undefined,
      noun: 'external account',
      url: `/v1/accounts/${owner.merchant.id}/external_accounts`,
      params: page,
      present: (rows) => rows.map(presentExternalAccount),
    });
  },
});
