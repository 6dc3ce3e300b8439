// POST /v1/payment_intents/:payment_intent/confirm
import { z } from 'zod';
import { confirmPayment } from '#domain/payments/confirm_payment.ts';
import { findMandate, type Mandate } from '#domain/payments/mandate.ts';
import { isOpen, type PaymentIntent, updatePaymentIntent } from '#domain/payments/payment_intent.ts';
import { findPaymentMethod, type PaymentMethod } from '#domain/payments/payment_method.ts';
import { endpoint, type RequestContext } from '#inbound/http/endpoint.ts';
import { invalidRequest, noSuch, sandboxOnly } from '#inbound/http/errors.ts';
import {
  acceptanceGiven,
  customerGiven,
  methodConfirmed,
  optionsGiven,
  refuseOptionsOfPages,
} from '#inbound/v1/payment_methods/of_intent.ts';
import { confirmError } from '#inbound/v1/payment_methods/problems.ts';
import { clientSecret, confirmParams, wholeShipping } from './params.ts';
import {
  actionRequired,
  confirmState,
  mandateInvalid,
  NO_METHOD,
  paymentMethodError,
  unexpectedState,
} from './problems.ts';
import { namedPayment, showPaymentIntent } from './retrieve.ts';

const params = z.object(confirmParams);
type Params = z.output<typeof params>;

export const confirm = endpoint({
  method: 'POST',
  path: '/v1/payment_intents/:payment_intent/confirm',
  params: params.extend(clientSecret),
  by_pages: true,
  async run(context, { client_secret, ...given }, path) {
    refuseOptionsOfPages(context, given.payment_method_options);
    const seen = await namedPayment(context, path.payment_intent, client_secret);
    if (seen.customer !== null) await customerGiven(context, seen.customer);
    const intent = await namedPayment(context, path.payment_intent, client_secret, { lock: true });
    if (context.caller.kind === 'publishable' && intent.confirmation_method === 'manual') {
      const message = 'This PaymentIntent is confirmed by the server only, because its confirmation_method is manual.';
      throw unexpectedState(message, await showPaymentIntent(context, intent));
    }
    if (given.amount_to_confirm !== undefined && given.amount_to_confirm !== intent.amount) {
      const message = `The amount to confirm is not the amount of this PaymentIntent, which is ${intent.amount}.`;
      throw invalidRequest(message, { param: 'amount_to_confirm' });
    }
    return await showPaymentIntent(context, await confirmGiven(context, intent, given));
  },
});

/** The intent, which is locked, as it stands after it was confirmed; throws why it was not. */
export async function confirmGiven(
  context: RequestContext,
  intent: PaymentIntent,
  given: Partial<Params>,
): Promise<PaymentIntent> {
  const shown = () => showPaymentIntent(context, intent);
  // There is no way yet by which real money would move.
  if (context.livemode) throw sandboxOnly();
  if (!isOpen(intent)) throw unexpectedState(confirmState(intent) ?? '', await shown());
  const method = (await methodConfirmed(context, given, intent)) ?? (await methodOf(context, intent));
  if (method === null) throw unexpectedState(NO_METHOD, await shown());
  const waits = given.error_on_requires_action || !['false', undefined].includes(given.off_session);
  if (waits && method.verified_at === null) throw actionRequired(await shown());
  const mandate = await mandateGiven(context, intent, method, given.mandate);
  const changed = await changeBefore(context, intent, given);
  const acceptance = await acceptanceGiven(context, given.mandate_data, intent);
  const confirmed = await confirmPayment(context, changed, {
    method,
    acceptance,
    mandate,
    public_url: context.public_url,
  });
  if (typeof confirmed === 'string') throw confirmError(confirmed, { payment_intent: await shown() });
  if ('type' in confirmed) throw paymentMethodError(confirmed, method.id);
  return confirmed;
}

async function methodOf(context: RequestContext, { payment_method }: PaymentIntent): Promise<PaymentMethod | null> {
  return payment_method && (await findPaymentMethod(context, payment_method, { lock: true }));
}

/** The mandate that is named; null where none is. */
async function mandateGiven(
  context: RequestContext,
  intent: PaymentIntent,
  method: PaymentMethod,
  id: string | undefined,
): Promise<Mandate | null> {
  if (id === undefined) return null;
  const mandate = await findMandate(context, id);
  if (mandate === null) throw noSuch('mandate', id, 'mandate');
  const fits = mandate.payment_method === method.id && mandate.status === 'active' && mandate.type === 'multi_use';
  if (!fits) throw mandateInvalid(await showPaymentIntent(context, intent));
  return mandate;
}

/** What a confirmation changes about the intent on the way. */
async function changeBefore(
  context: RequestContext,
  intent: PaymentIntent,
  { capture_method, payment_method_options, receipt_email, setup_future_usage, shipping }: Partial<Params>,
): Promise<PaymentIntent> {
  const options = payment_method_options?.us_bank_account;
  const changes = {
    ...(capture_method === undefined ? {} : { capture_method }),
    ...(receipt_email === undefined ? {} : { receipt_email }),
    ...(setup_future_usage === undefined ? {} : { setup_future_usage }),
    ...(shipping === undefined ? {} : { shipping: shipping && wholeShipping(shipping) }),
    ...(options === undefined
      ? {}
      : { payment_method_options: await optionsGiven(context, options, intent.payment_method_options) }),
  };
  if (Object.keys(changes).length === 0) return intent;
  const changed = await updatePaymentIntent(context, intent, changes);
  if ('type' in changed) throw paymentMethodError(changed, intent.payment_method ?? '');
  return changed;
}
