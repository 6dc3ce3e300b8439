// POST /v1/payment_methods
import { z } from 'zod';
import { createPaymentMethod } from '#domain/payments/payment_method.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { presentPaymentMethod } from '#wire/payment_method.ts';
import { newPaymentMethod, paymentMethodParams } from './params.ts';

export const create = endpoint({
  method: 'POST',
  path: '/v1/payment_methods',
  params: z.object(paymentMethodParams),
  async run(context, params) {
    return presentPaymentMethod(await createPaymentMethod(context, await newPaymentMethod(context, params, null)));
  },
});
