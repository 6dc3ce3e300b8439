// POST /v1/setup_intents/:setup_intent/confirm
import { z } from 'zod';
import { confirmSetup } from '#domain/payments/confirm_setup.ts';
import { findPaymentMethod, type PaymentMethod } from '#domain/payments/payment_method.ts';
import type { SetupIntent } from '#domain/payments/setup_intent.ts';
import { endpoint, type RequestContext } from '#inbound/http/endpoint.ts';
import {
  acceptanceGiven,
  customerGiven,
  methodConfirmed,
  optionsGiven,
  refuseOptionsOfPages,
} from '#inbound/v1/payment_methods/of_intent.ts';
import { confirmError } from '#inbound/v1/payment_methods/problems.ts';
import { clientSecret, confirmParams } from './params.ts';
import { confirmState, NO_METHOD, setupMethodError, unexpectedState } from './problems.ts';
import { namedIntent, showSetupIntent } from './retrieve.ts';

const params = z.object(confirmParams);

export const confirm = endpoint({
  method: 'POST',
  path: '/v1/setup_intents/:setup_intent/confirm',
  params: params.extend(clientSecret),
  by_pages: true,
  async run(context, { client_secret, ...given }, path) {
    refuseOptionsOfPages(context, given.payment_method_options);
    const seen = await namedIntent(context, path.setup_intent, client_secret);
    if (seen.customer !== null) await customerGiven(context, seen.customer);
    const intent = await namedIntent(context, path.setup_intent, client_secret, { lock: true });
    return await showSetupIntent(context, await confirmGiven(context, intent, given));
  },
});

/** The intent, which is locked, as it stands after it was confirmed; throws why it was not. */
export async function confirmGiven(
  context: RequestContext,
  intent: SetupIntent,
  given: z.output<typeof params>,
): Promise<SetupIntent> {
  const state = confirmState(intent);
  if (state !== null) throw unexpectedState(state, await showSetupIntent(context, intent));
  const method = (await methodConfirmed(context, given, intent)) ?? (await methodOf(context, intent));
  if (method === null) throw unexpectedState(NO_METHOD, await showSetupIntent(context, intent));
  const options = given.payment_method_options?.us_bank_account;
  const payment_method_options = await optionsGiven(context, options, intent.payment_method_options);
  const acceptance = await acceptanceGiven(context, given.mandate_data, intent);
  const confirmed = await confirmSetup(
    context,
    { ...intent, payment_method_options },
    { method, acceptance, public_url: context.public_url },
  );
  if (typeof confirmed === 'string')
    throw confirmError(confirmed, { setup_intent: await showSetupIntent(context, intent) });
  if ('type' in confirmed) throw setupMethodError(confirmed, method.id);
  return confirmed;
}

async function methodOf(context: RequestContext, { payment_method }: SetupIntent): Promise<PaymentMethod | null> {
  return payment_method && (await findPaymentMethod(context, payment_method, { lock: true }));
}
