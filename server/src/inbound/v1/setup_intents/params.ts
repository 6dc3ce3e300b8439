// The parameters of setup intents.
import type Stripe from 'stripe';
import {
  array,
  boolean,
  emptyable,
  enumeration,
  hash,
  integer,
  metadata,
  type ParamsOf,
  refuseParam,
  text,
} from '#inbound/http/params.ts';
import { bankAccountOptions, mandateData } from '#inbound/v1/payment_methods/of_intent.ts';
import { paymentMethodData } from '#inbound/v1/payment_methods/params.ts';
import type { SetupIntentCreateParams, SetupIntentUpdateParams } from '#wire/beyond_sdk.ts';

const ID_MAX = 255;
const DESCRIPTION_MAX = 1000;
const URL_MAX = 2048;
const AMOUNT_MAX = 99_999_999;

const id = () => text({ max: ID_MAX });
const typeName = () =>
  text({ max: 50, pattern: /^[a-z][a-z0-9_]+$/, hint: 'must be the name of a payment method type' });

/** Others may stand beside it, as on a merchant's other intents; only this one can be confirmed here. */
export const types = () =>
  array(typeName(), { min: 1 }).superRefine((given, context) => {
    if (!given.includes('us_bank_account'))
      refuseParam(context, 'The types must include us_bank_account, the only one that is set up here.');
  });

const options = () => hash({ us_bank_account: bankAccountOptions().optional() }).optional();

const common = {
  customer: id().optional(),
  description: text({ max: DESCRIPTION_MAX }).optional(),
  payment_method: id().optional(),
  payment_method_data: paymentMethodData(),
  payment_method_options: options(),
  payment_method_types: types().optional(),
};

const singleUse = () =>
  hash({
    amount: integer({ min: 1, max: AMOUNT_MAX }),
    currency: text({ pattern: /^usd$/i, hint: 'must be usd, the only currency of US bank accounts' }),
  });

export const createParams = {
  ...common,
  allowed_payment_method_types: types().optional(),
  automatic_payment_methods: hash({
    allow_redirects: enumeration(['always', 'never']).optional(),
    enabled: boolean(),
  }).optional(),
  confirm: boolean().optional(),
  mandate_data: mandateData(),
  metadata: metadata().optional(),
  return_url: text({ max: URL_MAX }).optional(),
  single_use: singleUse().optional(),
  usage: enumeration(['off_session', 'on_session']).optional(),
  use_stripe_sdk: boolean().optional(),
} satisfies ParamsOf<SetupIntentCreateParams>;

export const updateParams = {
  ...common,
  allowed_payment_method_types: emptyable(types()).optional(),
  metadata: metadata().optional(),
} satisfies ParamsOf<SetupIntentUpdateParams>;

export const confirmParams = {
  mandate_data: mandateData(),
  payment_method: id().optional(),
  payment_method_data: paymentMethodData(),
  payment_method_options: options(),
  return_url: text({ max: URL_MAX }).optional(),
  use_stripe_sdk: boolean().optional(),
} satisfies ParamsOf<Stripe.SetupIntentConfirmParams>;

/** With a publishable key it is what opens the intent. */
export const clientSecret = { client_secret: text({ max: ID_MAX }).optional() };
