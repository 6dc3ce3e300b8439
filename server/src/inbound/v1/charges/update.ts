// POST /v1/charges/:charge
import type Stripe from 'stripe';
import { z } from 'zod';
import { updateCharge } from '#domain/payments/charge.ts';
import { chargeObject, findCharge } from '#domain/payments/charge_rows.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { metadata, type ParamsOf, text } from '#inbound/http/params.ts';
import { paymentShipping, wholeShipping } from '#inbound/v1/payment_intents/params.ts';
import { tooMuchMetadata } from '#inbound/v1/payment_methods/problems.ts';

const params = z.object({
  description: text().optional(),
  metadata: metadata().optional(),
  receipt_email: text({ max: 512 }).optional(),
  shipping: paymentShipping().optional(),
  transfer_group: text({ max: 255 }).optional(),
} satisfies ParamsOf<Stripe.ChargeUpdateParams>);

export const update = endpoint({
  method: 'POST',
  path: '/v1/charges/:charge',
  params,
  async run(context, { shipping, ...plain }, path) {
    const charge = await findCharge(context, path.charge, { lock: true });
    if (charge === null) throw noSuch('charge', path.charge, null);
    const fields = { ...plain, ...(shipping === undefined ? {} : { shipping: wholeShipping(shipping) }) };
    const updated = await updateCharge(context, charge, fields);
    if (updated === 'too_much_metadata') throw tooMuchMetadata();
    return await chargeObject(context, updated);
  },
});
