// POST /v1/payment_intents
import { z } from 'zod';
import { createPaymentIntent } from '#domain/payments/payment_intent.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { exclusiveParams, invalidParam } from '#inbound/http/errors.ts';
import { customerGiven, methodGiven, optionsGiven } from '#inbound/v1/payment_methods/of_intent.ts';
import { confirmGiven } from './confirm.ts';
import { createParams, wholeShipping } from './params.ts';
import { paymentMethodError } from './problems.ts';
import { showPaymentIntent } from './retrieve.ts';

const params = z.object(createParams);
type Params = z.output<typeof params>;

const DEFAULT_TYPES = ['us_bank_account'];
/** What says how to confirm, and is nothing without it. */
const WITH_CONFIRM = ['error_on_requires_action', 'mandate', 'mandate_data', 'off_session', 'return_url'] as const;

export const create = endpoint({
  method: 'POST',
  path: '/v1/payment_intents',
  params,
  async run(context, given) {
    checkTogether(given);
    const customer = given.customer === undefined ? null : await customerGiven(context, given.customer);
    const method = await methodGiven(context, given);
    const named = given.payment_method_types ?? given.allowed_payment_method_types;
    const made = await createPaymentIntent(
      context,
      {
        customer,
        payment_method: method,
        amount: given.amount,
        currency: given.currency,
        description: given.description ?? null,
        metadata: given.metadata ?? {},
        payment_method_types: named ?? DEFAULT_TYPES,
        allowed_payment_method_types: given.allowed_payment_method_types ?? null,
        automatic_payment_methods: named === undefined ? automatic(given) : null,
        payment_method_options: await optionsGiven(context, given.payment_method_options?.us_bank_account),
        capture_method: given.capture_method ?? 'automatic_async',
        confirmation_method: given.confirmation_method ?? 'automatic',
        setup_future_usage: given.setup_future_usage ?? null,
        receipt_email: given.receipt_email ?? null,
        shipping: given.shipping ? wholeShipping(given.shipping) : null,
        statement_descriptor: given.statement_descriptor ?? null,
        statement_descriptor_suffix: given.statement_descriptor_suffix ?? null,
        transfer_group: given.transfer_group ?? null,
      },
      context.public_url,
    );
    if ('type' in made) throw paymentMethodError(made, method?.id ?? '');
    // Payment method and options are the intent's already.
    const { error_on_requires_action, mandate, mandate_data, off_session } = given;
    const how = { error_on_requires_action, mandate, mandate_data, off_session };
    return await showPaymentIntent(context, given.confirm ? await confirmGiven(context, made, how) : made);
  },
});

/** What only makes sense with something else, or without it. */
function checkTogether(given: Params): void {
  if (given.payment_method_types !== undefined && given.automatic_payment_methods?.enabled)
    throw exclusiveParams('payment_method_types', 'automatic_payment_methods');
  if (given.payment_method_types !== undefined && given.allowed_payment_method_types !== undefined)
    throw exclusiveParams('payment_method_types', 'allowed_payment_method_types');
  if (given.confirm) return;
  for (const name of WITH_CONFIRM) {
    if (given[name] != null) throw invalidParam(`${name} goes with confirm = true only.`, name);
  }
}

function automatic({ automatic_payment_methods: given }: Params) {
  if (given === undefined) return null;
  const { enabled, allow_redirects } = given;
  return { allow_redirects: allow_redirects ?? ('always' as const), enabled };
}
