// GET /v1/payment_intents
import type Stripe from 'stripe';
import { z } from 'zod';
import { findCustomer } from '#domain/customers/customer_rows.ts';
import { findPaymentIntent, paymentIntentParts } from '#domain/payments/payment_intent.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { inRange, listPage } from '#inbound/http/list.ts';
import { type ParamsOf, pagination, range, text } from '#inbound/http/params.ts';
import { presentPaymentIntent } from '#wire/payment_intent.ts';

const params = z.object({
  ...pagination,
  created: range().optional(),
  customer: text({ max: 255 }).optional(),
} satisfies ParamsOf<Stripe.PaymentIntentListParams>);

export const list = endpoint({
  method: 'GET',
  path: '/v1/payment_intents',
  params,
  async run(context, { created, customer: id, ...page }) {
    let query = context.trx
      .selectFrom('payment_intents')
      .selectAll()
      .where('merchant', '=', context.merchant.id)
      .where('livemode', '=', context.livemode);
    if (created !== undefined) query = query.where(inRange('created', created));
    if (id !== undefined) {
      const customer = await findCustomer(context, id);
      if (customer === null) throw noSuch('customer', id, 'customer');
      query = query.where('customer', '=', customer.id);
    }
    return await listPage({
      query,
      cursor: async (cursor) => (await findPaymentIntent(context, cursor)) ?? undefined,
      noun: 'payment_intent',
      url: '/v1/payment_intents',
      params: page,
      present: async (rows) => {
        const shown = [];
        for (const row of rows) {
          shown.push(presentPaymentIntent(await paymentIntentParts(context, row, context.public_url)));
        }
        return shown;
      },
    });
  },
});
