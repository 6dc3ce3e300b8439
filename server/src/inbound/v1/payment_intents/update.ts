// POST /v1/payment_intents/:payment_intent
import { z } from 'zod';
import { mergeMetadata } from '#domain/metadata.ts';
import { isOpen, updatePaymentIntent } from '#domain/payments/payment_intent.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { customerGiven, methodGiven, optionsGiven } from '#inbound/v1/payment_methods/of_intent.ts';
import { tooMuchMetadata } from '#inbound/v1/payment_methods/problems.ts';
import { updateParams, wholeShipping } from './params.ts';
import { paymentMethodError, unexpectedState } from './problems.ts';
import { namedPayment, showPaymentIntent } from './retrieve.ts';

const params = z.object(updateParams);

/** What an intent takes, too, whose payment is under way or over. */
const NOTES = new Set(['description', 'metadata', 'receipt_email', 'shipping', 'transfer_group']);

export const update = endpoint({
  method: 'POST',
  path: '/v1/payment_intents/:payment_intent',
  params,
  async run(context, given, path) {
    const { customer: named, payment_method, payment_method_data, payment_method_options, shipping, ...plain } = given;
    const customer = named === undefined ? undefined : await customerGiven(context, named);
    const intent = await namedPayment(context, path.payment_intent, undefined, { lock: true });
    const late = isOpen(intent) ? undefined : Object.keys(given).find((name) => !NOTES.has(name));
    if (late !== undefined) {
      const message = `This PaymentIntent's ${late} could not be updated because it has a status of ${intent.status}. You may only update the ${late} of a PaymentIntent with one of the following statuses: requires_payment_method, requires_confirmation, requires_action.`;
      throw unexpectedState(message, await showPaymentIntent(context, intent), late);
    }
    const { metadata: changed, ...rest } = plain;
    const metadata = changed === undefined ? undefined : mergeMetadata(intent.metadata, changed);
    if (metadata === null) throw tooMuchMetadata();
    const method = await methodGiven(context, { payment_method, payment_method_data });
    const options = payment_method_options?.us_bank_account;
    const updated = await updatePaymentIntent(context, intent, {
      ...rest,
      ...(metadata === undefined ? {} : { metadata }),
      ...(customer === undefined ? {} : { customer }),
      ...(method === null ? {} : { payment_method: method }),
      ...(shipping === undefined ? {} : { shipping: shipping && wholeShipping(shipping) }),
      ...(options === undefined
        ? {}
        : { payment_method_options: await optionsGiven(context, options, intent.payment_method_options) }),
    });
    if ('type' in updated) throw paymentMethodError(updated, method?.id ?? intent.payment_method ?? '');
    return await showPaymentIntent(context, updated);
  },
});
