// POST /v1/setup_intents
import { z } from 'zod';
import { createSetupIntent } from '#domain/payments/setup_intent.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { exclusiveParams, invalidParam } from '#inbound/http/errors.ts';
import { customerGiven, methodGiven, optionsGiven } from '#inbound/v1/payment_methods/of_intent.ts';
import { confirmGiven } from './confirm.ts';
import { createParams } from './params.ts';
import { setupMethodError } from './problems.ts';
import { showSetupIntent } from './retrieve.ts';

const params = z.object(createParams);
type Params = z.output<typeof params>;

const DEFAULT_TYPES = ['us_bank_account'];

export const create = endpoint({
  method: 'POST',
  path: '/v1/setup_intents',
  params,
  async run(context, given) {
    checkTogether(given);
    const customer = given.customer === undefined ? null : await customerGiven(context, given.customer);
    const method = await methodGiven(context, given);
    const named = given.payment_method_types ?? given.allowed_payment_method_types;
    const made = await createSetupIntent(
      context,
      {
        customer,
        payment_method: method,
        usage: given.usage ?? 'off_session',
        description: given.description ?? null,
        metadata: given.metadata ?? {},
        payment_method_types: named ?? DEFAULT_TYPES,
        allowed_payment_method_types: given.allowed_payment_method_types ?? null,
        automatic_payment_methods: named === undefined ? automatic(given) : null,
        payment_method_options: await optionsGiven(context, given.payment_method_options?.us_bank_account),
        single_use: given.single_use === undefined ? null : { ...given.single_use, currency: 'usd' },
      },
      context.public_url,
    );
    if ('type' in made) throw setupMethodError(made, method?.id ?? '');
    // Payment method and options are the intent's already.
    const intent = given.confirm ? await confirmGiven(context, made, { mandate_data: given.mandate_data }) : made;
    return await showSetupIntent(context, intent);
  },
});

/** What only makes sense with something else, or without it. */
function checkTogether(given: Params): void {
  if (given.payment_method_types !== undefined && given.automatic_payment_methods?.enabled)
    throw exclusiveParams('payment_method_types', 'automatic_payment_methods');
  if (given.payment_method_types !== undefined && given.allowed_payment_method_types !== undefined)
    throw exclusiveParams('payment_method_types', 'allowed_payment_method_types');
  if (given.confirm) return;
  for (const name of ['mandate_data', 'return_url'] as const) {
    if (given[name] != null) throw invalidParam(`${name} goes with confirm = true only.`, name);
  }
}

function automatic({ automatic_payment_methods: given }: Params) {
  if (given === undefined) return null;
  const { enabled, allow_redirects } = given;
  return { allow_redirects: allow_redirects ?? ('always' as const), enabled };
}
