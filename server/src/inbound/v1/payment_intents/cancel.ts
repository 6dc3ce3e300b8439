// POST /v1/payment_intents/:payment_intent/cancel
import type Stripe from 'stripe';
import { z } from 'zod';
import { cancelPaymentIntent, isOpen } from '#domain/payments/payment_intent.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { enumeration, type ParamsOf } from '#inbound/http/params.ts';
import { unexpectedState } from './problems.ts';
import { namedPayment, showPaymentIntent } from './retrieve.ts';

const params = z.object({
  cancellation_reason: enumeration(['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer']).optional(),
} satisfies ParamsOf<Stripe.PaymentIntentCancelParams>);

export const cancel = endpoint({
  method: 'POST',
  path: '/v1/payment_intents/:payment_intent/cancel',
  params,
  async run(context, { cancellation_reason }, path) {
    const intent = await namedPayment(context, path.payment_intent, undefined, { lock: true });
    if (!isOpen(intent)) {
      const message =
        `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of ` +
        'the following statuses may be canceled: requires_payment_method, requires_confirmation, requires_action.';
      throw unexpectedState(message, await showPaymentIntent(context, intent));
    }
    const canceled = await cancelPaymentIntent(context, intent, cancellation_reason ?? null, context.public_url);
    return await showPaymentIntent(context, canceled);
  },
});
