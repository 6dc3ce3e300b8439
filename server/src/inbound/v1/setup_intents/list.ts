// GET /v1/setup_intents
import type Stripe from 'stripe';
import { z } from 'zod';
import { findCustomer } from '#domain/customers/customer_rows.ts';
import { findPaymentMethod } from '#domain/payments/payment_method.ts';
import { findSetupIntent, setupIntentParts } from '#domain/payments/setup_intent.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { inRange, listPage } from '#inbound/http/list.ts';
import { type ParamsOf, pagination, range, text } from '#inbound/http/params.ts';
import { presentSetupIntent } from '#wire/setup_intent.ts';

const params = z.object({
  ...pagination,
  created: range().optional(),
  customer: text({ max: 255 }).optional(),
  payment_method: text({ max: 255 }).optional(),
} satisfies ParamsOf<Stripe.SetupIntentListParams>);

export const list = endpoint({
  method: 'GET',
  path: '/v1/setup_intents',
  params,
  async run(context, { created, customer: customerId, payment_method: methodId, ...page }) {
    let query = context.trx
      .selectFrom('setup_intents')
      .selectAll()
      .where('merchant', '=', context.merchant.id)
      .where('livemode', '=', context.livemode);
    if (created !== undefined) query = query.where(inRange('created', created));
    if (customerId !== undefined) {
      const customer = await findCustomer(context, customerId);
      if (customer === null) throw noSuch('customer', customerId, 'customer');
      query = query.where('customer', '=', customer.id);
    }
    if (methodId !== undefined) {
      const method = await findPaymentMethod(context, methodId);
      if (method === null) throw noSuch('PaymentMethod', methodId, 'payment_method');
      query = query.where('payment_method', '=', method.id);
    }
    return await listPage({
      query,
      cursor: async (id) => (await findSetupIntent(context, id)) ?? undefined,
      noun: 'setupintent',
      url: '/v1/setup_intents',
      params: page,
      present: async (rows) => {
        const shown = [];
        for (const row of rows)
          shown.push(presentSetupIntent(await setupIntentParts(context, row, context.public_url)));
        return shown;
      },
    });
  },
});
