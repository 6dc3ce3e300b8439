// POST /v1/payment_methods/:payment_method
import { z } from 'zod';
import { updatePaymentMethod } from '#domain/payments/payment_method.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { presentPaymentMethod } from '#wire/payment_method.ts';
import { billingChanges, updateParams } from './params.ts';
import { tooMuchMetadata } from './problems.ts';
import { namedMethod } from './retrieve.ts';

export const update = endpoint({
  method: 'POST',
  path: '/v1/payment_methods/:payment_method',
  params: z.object(updateParams),
  async run(context, { billing_details, us_bank_account, ...plain }, path) {
    const method = await namedMethod(context, path.payment_method, { lock: true });
    const updated = await updatePaymentMethod(context, method, {
      ...plain,
      ...us_bank_account,
      ...(billing_details === undefined ? {} : { billing_details: billingChanges(billing_details) }),
    });
    if (updated === 'too_much_metadata') throw tooMuchMetadata();
    return presentPaymentMethod(updated);
  },
});
