// POST /v1/setup_intents/:setup_intent/verify_microdeposits
import type Stripe from 'stripe';
import { z } from 'zod';
import { holdCustomer } from '#domain/customers/customer_rows.ts';
import { verifySetup } from '#domain/payments/confirm_setup.ts';
import type { MicrodepositsAnswer } from '#domain/payments/microdeposits.ts';
import { endpoint, refuse } from '#inbound/http/endpoint.ts';
import { exclusiveParams, invalidRequest, missingParam } from '#inbound/http/errors.ts';
import { array, integer, type ParamsOf, text } from '#inbound/http/params.ts';
import { clientSecret } from './params.ts';
import { wrongAnswer } from './problems.ts';
import { namedIntent, showSetupIntent } from './retrieve.ts';

/** What a customer tells of his statement, for both kinds of intents. */
export const answerParams = {
  amounts: array(integer({ min: 1, max: 99 })).optional(),
  descriptor_code: text({ max: 20 }).optional(),
} satisfies ParamsOf<Stripe.SetupIntentVerifyMicrodepositsParams>;

const params = z.object(answerParams);

export const verifyMicrodeposits = endpoint({
  method: 'POST',
  path: '/v1/setup_intents/:setup_intent/verify_microdeposits',
  params: params.extend(clientSecret),
  by_pages: true,
  async run(context, { client_secret, ...given }, path) {
    const answer = answerGiven(given);
    const seen = await namedIntent(context, path.setup_intent, client_secret);
    if (seen.customer !== null) await holdCustomer(context, seen.customer);
    const intent = await namedIntent(context, path.setup_intent, client_secret, { lock: true });
    const told = await verifySetup(context, intent, answer, context.public_url);
    if (told === null) {
      throw invalidRequest('This SetupIntent does not wait for micro-deposits to be verified.', {
        code: 'intent_invalid_state',
        objects: { setup_intent: await showSetupIntent(context, intent) },
      });
    }
    const shown = await showSetupIntent(context, told.intent);
    return told.result === 'right' ? shown : refuse(wrongAnswer(told.result, { setup_intent: shown }));
  },
});

/** Throws where it is neither two amounts nor a code. */
export function answerGiven({ amounts, descriptor_code }: z.output<typeof params>): MicrodepositsAnswer {
  if (amounts !== undefined && descriptor_code !== undefined) throw exclusiveParams('amounts', 'descriptor_code');
  if (descriptor_code !== undefined) return { descriptor_code };
  if (amounts === undefined) throw missingParam('descriptor_code');
  if (amounts.length === 2) return { amounts };
  throw invalidRequest('You must provide exactly two microdeposit amounts.', {
    param: 'amounts',
    code: 'payment_method_microdeposit_verification_amounts_invalid',
  });
}
