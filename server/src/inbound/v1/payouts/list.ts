// GET /v1/payouts
import type Stripe from 'stripe';
import { z } from 'zod';
import { findPayout, payoutObjects } from '#domain/payouts/payout.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { inRange, listPage } from '#inbound/http/list.ts';
import { enumeration, type ParamsOf, pagination, range, text } from '#inbound/http/params.ts';
import type { BankAccountId } from '#kernel/id.ts';

const params = z.object({
  ...pagination,
  arrival_date: range().optional(),
  created: range().optional(),
  destination: text({ max: 255 }).optional(),
  status: enumeration(['canceled', 'failed', 'in_transit', 'paid', 'pending']).optional(),
} satisfies ParamsOf<Stripe.PayoutListParams>);

export const list = endpoint({
  method: 'GET',
  path: '/v1/payouts',
  params,
  async run(context, { arrival_date, created, destination, status, ...page }) {
    let query = context.trx
      .selectFrom('payouts')
      .selectAll()
      .where('merchant', '=', context.merchant.id)
      .where('livemode', '=', context.livemode);
    if (arrival_date !== undefined) query = query.where(inRange('arrives_at', arrival_date));
    if (created !== undefined) query = query.where(inRange('created', created));
    if (destination !== undefined) query = query.where('destination', '=', destination as BankAccountId);
    if (status !== undefined) query = query.where('status', '=', status);
    return await listPage({
      query,
      cursor: async (id) => (await findPayout(context, id)) ?? undefined,
      noun: 'payout',
      url: '/v1/payouts',
      params: page,
      present: (rows) => payoutObjects(context, rows),
    });
  },
});
