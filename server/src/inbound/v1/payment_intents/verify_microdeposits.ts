// POST /v1/payment_intents/:payment_intent/verify_microdeposits
import { z } from 'zod';
import { holdCustomer } from '#domain/customers/customer_rows.ts';
import { verifyPayment } from '#domain/payments/confirm_payment.ts';
import { endpoint, refuse } from '#inbound/http/endpoint.ts';
import { invalidRequest } from '#inbound/http/errors.ts';
import { wrongAnswer } from '#inbound/v1/setup_intents/problems.ts';
import { answerGiven, answerParams } from '#inbound/v1/setup_intents/verify_microdeposits.ts';
import { clientSecret } from './params.ts';
import { namedPayment, showPaymentIntent } from './retrieve.ts';

export const verifyMicrodeposits = endpoint({
  method: 'POST',
  path: '/v1/payment_intents/:payment_intent/verify_microdeposits',
  params: z.object({ ...answerParams, ...clientSecret }),
  by_pages: true,
  async run(context, { client_secret, ...given }, path) {
    const answer = answerGiven(given);
    const seen = await namedPayment(context, path.payment_intent, client_secret);
    if (seen.customer !== null) await holdCustomer(context, seen.customer);
    const intent = await namedPayment(context, path.payment_intent, client_secret, { lock: true });
    const told = await verifyPayment(context, intent, answer, context.public_url);
    if (told === null) {
      throw invalidRequest('This PaymentIntent does not wait for micro-deposits to be verified.', {
        code: 'intent_invalid_state',
        objects: { payment_intent: await showPaymentIntent(context, intent) },
      });
    }
    const shown = await showPaymentIntent(context, told.intent);
    return told.result === 'right' ? shown : refuse(wrongAnswer(told.result, { payment_intent: shown }));
  },
});
