// POST /v1/payment_methods/:payment_method/attach
import type Stripe from 'stripe';
import { z } from 'zod';
import { holdCustomer } from '#domain/customers/customer_rows.ts';
import { attachPaymentMethod } from '#domain/payments/attach.ts';
import { createPaymentMethod } from '#domain/payments/payment_method.ts';
import { testPaymentMethod } from '#domain/payments/typed_number.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { type ParamsOf, text } from '#inbound/http/params.ts';
import { presentPaymentMethod } from '#wire/payment_method.ts';
import { attachError } from './problems.ts';
import { namedMethod } from './retrieve.ts';

const params = z.object({
  customer: text({ max: 255 }),
} satisfies ParamsOf<Stripe.PaymentMethodAttachParams>);

export const attach = endpoint({
  method: 'POST',
  path: '/v1/payment_methods/:payment_method/attach',
  params,
  async run(context, { customer: id }, { payment_method }) {
    const customer = await holdCustomer(context, id);
    if (customer === null || customer.deleted_at !== null) throw noSuch('customer', id, 'customer');
    const known = testPaymentMethod(context, payment_method);
    const method =
      known === null
        ? await namedMethod(context, payment_method, { lock: true })
        : await createPaymentMethod(context, known);
    const attached = await attachPaymentMethod(context, method, customer);
    if (typeof attached === 'string') throw attachError(attached);
    return presentPaymentMethod(attached);
  },
});
