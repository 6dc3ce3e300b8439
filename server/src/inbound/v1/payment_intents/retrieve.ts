// GET /v1/payment_intents/:payment_intent
import { z } from 'zod';
import { isClientSecret } from '#domain/payments/intent.ts';
import { findPaymentIntent, type PaymentIntent, paymentIntentParts } from '#domain/payments/payment_intent.ts';
import { endpoint, type RequestContext } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { secretMissing } from '#inbound/v1/setup_intents/problems.ts';
import { presentBrowserPaymentIntent, presentPaymentIntent } from '#wire/payment_intent.ts';
import { clientSecret } from './params.ts';
import { secretMismatch } from './problems.ts';

export const retrieve = endpoint({
  method: 'GET',
  path: '/v1/payment_intents/:payment_intent',
  params: z.object(clientSecret),
  by_pages: true,
  async run(context, { client_secret }, path) {
    return await showPaymentIntent(context, await namedPayment(context, path.payment_intent, client_secret));
  },
});

/**
 * The row of an intent that a URL names; 404 where there is none. A publishable key opens it together with its client secret
 * only, and nobody with a wrong one.
 */
export async function namedPayment(
  context: RequestContext,
  id: string,
  client_secret: string | undefined,
  options: { lock?: boolean } = {},
): Promise<PaymentIntent> {
  const page = context.caller.kind === 'publishable';
  if (page && client_secret === undefined) throw secretMissing();
  const intent = await findPaymentIntent(context, id, options);
  if (intent === null) throw page ? secretMismatch() : noSuch('payment_intent', id, null);
  if (client_secret !== undefined && !isClientSecret(client_secret, intent)) throw secretMismatch();
  return intent;
}

/** As whoever asks may see it. */
export async function showPaymentIntent(context: RequestContext, intent: PaymentIntent): Promise<object> {
  const parts = await paymentIntentParts(context, intent, context.public_url);
  return context.caller.kind === 'publishable' ? presentBrowserPaymentIntent(parts) : presentPaymentIntent(parts);
}
