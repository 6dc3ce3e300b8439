// The parameters of payment intents.
import type Stripe from 'stripe';
import { z } from 'zod';
import type { PaymentShipping } from '#database/payment_tables.ts';
import {
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
import { address, email, wholeAddress } from '#inbound/v1/customers/params.ts';
import { bankAccountOptions, mandateData } from '#inbound/v1/payment_methods/of_intent.ts';
import { paymentMethodData } from '#inbound/v1/payment_methods/params.ts';
import { clientSecret, types } from '#inbound/v1/setup_intents/params.ts';

export { clientSecret };

const ID_MAX = 255;
const DESCRIPTION_MAX = 1000;
const URL_MAX = 2048;
/** As Stripe: half a dollar to a dollar less than a million. */
const AMOUNT_MIN = 50;
const AMOUNT_MAX = 99_999_999;
/** What fits on a bank's statement. */
const DESCRIPTOR = /^(?=.*[A-Za-z])[^<>\\'"*]{1,22}$/;

const id = () => text({ max: ID_MAX });

const amount = () =>
  integer().superRefine((value, context) => {
    if (value < AMOUNT_MIN) refuseParam(context, 'Amount must be at least $0.50 usd', 'amount_too_small');
    if (value > AMOUNT_MAX) refuseParam(context, 'Amount must be no more than $999,999.99', 'amount_too_large');
  });

const currency = () =>
  text({ pattern: /^usd$/i, hint: 'must be usd, the only currency of US bank accounts' }).transform(() => 'usd');

const descriptor = () =>
  text({ pattern: DESCRIPTOR, hint: 'has at most 22 characters, at least one letter, and none of < > \\ \' " *' });

export const paymentShipping = () =>
  hash({
    address: address(),
    carrier: text({ max: 500 }).optional(),
    name: text({ max: 500 }),
    phone: text({ max: 50 }).optional(),
    tracking_number: text({ max: 500 }).optional(),
  } satisfies ParamsOf<Stripe.PaymentIntentCreateParams.Shipping>);

export function wholeShipping(given: z.output<ReturnType<typeof paymentShipping>>): PaymentShipping {
  const { carrier = null, name, phone = null, tracking_number = null } = given;
  return { address: wholeAddress(given.address), carrier, name, phone, tracking_number };
}

const usage = () => enumeration(['off_session', 'on_session']);

const options = () =>
  hash({
    us_bank_account: bankAccountOptions()
      .extend({ setup_future_usage: emptyable(enumeration(['none', 'off_session', 'on_session'])).optional() })
      .optional(),
  }).optional();

const common = {
  capture_method: enumeration(['automatic', 'automatic_async']).optional(),
  customer: id().optional(),
  description: text({ max: DESCRIPTION_MAX }).optional(),
  metadata: metadata().optional(),
  payment_method: id().optional(),
  payment_method_data: paymentMethodData(),
  payment_method_options: options(),
  receipt_email: emptyable(email()).optional(),
  setup_future_usage: emptyable(usage()).optional(),
  shipping: emptyable(paymentShipping()).optional(),
  statement_descriptor: descriptor().optional(),
  statement_descriptor_suffix: descriptor().optional(),
  transfer_group: text({ max: ID_MAX }).optional(),
};

/** Python's library sends `True`. */
const inLowerCase = (value: unknown) => (typeof value === 'string' ? value.toLowerCase() : value);

/** What a confirmation takes besides what it changes. */
const confirmation = {
  error_on_requires_action: boolean().optional(),
  mandate: id().optional(),
  mandate_data: mandateData(),
  off_session: z.preprocess(inLowerCase, enumeration(['true', 'false', 'one_off', 'recurring'])).optional(),
  return_url: text({ max: URL_MAX }).optional(),
  use_stripe_sdk: boolean().optional(),
};

export const createParams = {
  ...common,
  ...confirmation,
  allowed_payment_method_types: types().optional(),
  amount: amount(),
  automatic_payment_methods: hash({
    allow_redirects: enumeration(['always', 'never']).optional(),
    enabled: boolean(),
  }).optional(),
  confirm: boolean().optional(),
  confirmation_method: enumeration(['automatic', 'manual']).optional(),
  currency: currency(),
  // The pinned SDK leaves it out, and the API takes it.
  payment_method_types: types().optional(),
} satisfies ParamsOf<Stripe.PaymentIntentCreateParams & { payment_method_types?: string[] }>;

export const updateParams = {
  ...common,
  allowed_payment_method_types: emptyable(types()).optional(),
  amount: amount().optional(),
  currency: currency().optional(),
  payment_method_types: types().optional(),
} satisfies ParamsOf<Stripe.PaymentIntentUpdateParams & { payment_method_types?: string[] }>;

export const confirmParams = {
  ...confirmation,
  amount_to_confirm: integer().optional(),
  capture_method: common.capture_method,
  payment_method: common.payment_method,
  payment_method_data: common.payment_method_data,
  payment_method_options: common.payment_method_options,
  receipt_email: common.receipt_email,
  setup_future_usage: common.setup_future_usage,
  shipping: common.shipping,
} satisfies ParamsOf<Stripe.PaymentIntentConfirmParams>;
