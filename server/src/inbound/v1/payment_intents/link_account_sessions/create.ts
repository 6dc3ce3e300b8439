// POST /v1/payment_intents/:payment_intent/link_account_sessions
import { z } from 'zod';
import { isOpen } from '#domain/payments/payment_intent.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { collectParams, intentSession } from '#inbound/v1/setup_intents/link_account_sessions/create.ts';
import { unexpectedState } from '../problems.ts';
import { namedPayment, showPaymentIntent } from '../retrieve.ts';

/**
 * The session in which the browser SDK collects the account that an intent is about: its own call, for the page that holds the
 * intent's client secret. Begun again, it ends the one before.
 */
export const create = endpoint({
  method: 'POST',
  path: '/v1/payment_intents/:payment_intent/link_account_sessions',
  params: z.object(collectParams),
  by_pages: true,
  async run(context, { client_secret, payment_method_data }, path) {
    const intent = await namedPayment(context, path.payment_intent, client_secret);
    if (!isOpen(intent)) {
      const why = `You cannot collect a bank account for this PaymentIntent because it has a status of ${intent.status}.`;
      throw unexpectedState(why, await showPaymentIntent(context, intent));
    }
    return await intentSession(context, intent, payment_method_data);
  },
});
