// POST /v1/setup_intents/:setup_intent/link_account_sessions
import { z } from 'zod';
import { createIntentSession, type WantsAccount } from '#domain/payments/collect_account.ts';
import { isFinished } from '#domain/payments/setup_intent.ts';
import { endpoint, type RequestContext } from '#inbound/http/endpoint.ts';
import { invalidRequest, missingParam, noSuch } from '#inbound/http/errors.ts';
import { enumeration, hash } from '#inbound/http/params.ts';
import { customerGiven } from '#inbound/v1/payment_methods/of_intent.ts';
import { billingDetails, wholeBilling } from '#inbound/v1/payment_methods/params.ts';
import { presentSession, type SessionObject } from '#wire/session.ts';
import { clientSecret } from '../params.ts';
import { unexpectedState } from '../problems.ts';
import { namedIntent, showSetupIntent } from '../retrieve.ts';

/** Of a payment intent, too. The name on the account is asked for because a mandate needs it. */
export const collectParams = {
  ...clientSecret,
  payment_method_data: hash({
    type: enumeration(['us_bank_account']),
    billing_details: billingDetails(),
  }),
};

const params = z.object(collectParams);

/**
 * The session in which the browser SDK collects the account that an intent is about: its own call, for the page that holds the
 * intent's client secret. Begun again, it ends the one before.
 */
export const create = endpoint({
  method: 'POST',
  path: '/v1/setup_intents/:setup_intent/link_account_sessions',
  params,
  by_pages: true,
  async run(context, { client_secret, payment_method_data }, path) {
    const intent = await namedIntent(context, path.setup_intent, client_secret);
    if (isFinished(intent)) {
      const why = `You cannot collect a bank account for this SetupIntent because it has ${intent.status === 'canceled' ? 'been canceled' : 'already succeeded'}.`;
      throw unexpectedState(why, await showSetupIntent(context, intent));
    }
    return await intentSession(context, intent, payment_method_data);
  },
});

/** The new session with its client secret. */
export async function intentSession(
  context: RequestContext,
  intent: WantsAccount,
  { billing_details }: z.output<typeof params>['payment_method_data'],
): Promise<SessionObject> {
  const billing = wholeBilling(billing_details);
  if (billing.name === null) throw missingParam('payment_method_data[billing_details][name]');
  if (intent.customer !== null) await customerGiven(context, intent.customer);
  const made = await createIntentSession(context, intent, billing);
  if ('row' in made) return presentSession(made.row, [], { client_secret: made.client_secret, url: null });
  if (made.type === 'no_institution') {
    const name = 'payment_method_options[us_bank_account][financial_connections][filters][institution]';
    throw noSuch('institution', made.institution, name);
  }
  throw invalidRequest('A bank account was collected for this intent too often. Create another one.', { status: 429 });
}
