// GET /v1/mandates
import type Stripe from 'stripe';
import { z } from 'zod';
import { findMandate } from '#domain/payments/mandate.ts';
import { findPaymentMethod } from '#domain/payments/payment_method.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { listPage } from '#inbound/http/list.ts';
import { enumeration, type ParamsOf, pagination, text } from '#inbound/http/params.ts';
import { presentMandate } from '#wire/mandate.ts';

const params = z.object({
  ...pagination,
  payment_method: text({ max: 255 }),
  status: enumeration(['active', 'inactive', 'pending']),
} satisfies ParamsOf<Stripe.MandateListParams>);

export const list = endpoint({
  method: 'GET',
  path: '/v1/mandates',
  params,
  resource: 'payment_methods',
  async run(context, { payment_method, status, ...page }) {
    const method = await findPaymentMethod(context, payment_method);
    if (method === null) throw noSuch('PaymentMethod', payment_method, 'payment_method');
    const query = context.trx
      .selectFrom('mandates')
      .selectAll()
      .where('payment_method', '=', method.id)
      .where('status', '=', status);
    return await listPage({
      query,
      cursor: async (id) => (await findMandate(context, id)) ?? undefined,
      noun: 'mandate',
      url: '/v1/mandates',
      params: page,
      present: (rows) => rows.map(presentMandate),
    });
  },
});
