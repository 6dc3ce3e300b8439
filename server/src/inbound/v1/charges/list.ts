// GET /v1/charges
import type Stripe from 'stripe';
import { z } from 'zod';
import { findCustomer } from '#domain/customers/customer_rows.ts';
import { findCharge, presentCharges } from '#domain/payments/charge_rows.ts';
import { findPaymentIntent } from '#domain/payments/payment_intent.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { inRange, listPage } from '#inbound/http/list.ts';
import { type ParamsOf, pagination, range, text } from '#inbound/http/params.ts';

const params = z.object({
  ...pagination,
  created: range().optional(),
  customer: text({ max: 255 }).optional(),
  payment_intent: text({ max: 255 }).optional(),
  transfer_group: text({ max: 255 }).optional(),
} satisfies ParamsOf<Stripe.ChargeListParams>);

export const list = endpoint({
  method: 'GET',
  path: '/v1/charges',
  params,
  async run(context, { created, customer, payment_intent, transfer_group, ...page }) {
    let query = context.trx
      .selectFrom('charges')
      .selectAll()
      .where('merchant', '=', context.merchant.id)
      .where('livemode', '=', context.livemode);
    if (created !== undefined) query = query.where(inRange('created', created));
    if (customer !== undefined) {
      const found = await findCustomer(context, customer);
      if (found === null) throw noSuch('customer', customer, 'customer');
      query = query.where('customer', '=', found.id);
    }
    if (payment_intent !== undefined) {
      const found = await findPaymentIntent(context, payment_intent);
      if (found === null) throw noSuch('payment_intent', payment_intent, 'payment_intent');
      query = query.where('payment_intent', '=', found.id);
    }
    if (transfer_group !== undefined) query = query.where('transfer_group', '=', transfer_group);
    return await listPage({
      query,
      cursor: async (id) => (await findCharge(context, id)) ?? undefined,
      noun: 'charge',
      url: '/v1/charges',
      params: page,
      present: (rows) => presentCharges(context, rows),
    });
  },
});
