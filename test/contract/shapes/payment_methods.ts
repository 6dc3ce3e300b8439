// The keys of payment methods, setup intents, their attempts and mandates.
import type Stripe from 'stripe';
import type { KeysOf, Shape } from '../shapes.ts';

/** One kind of payment method has one hash; the other kinds' hashes are never there. */
type OneKind<Type> = Pick<Type, Extract<keyof Type, 'us_bank_account' | (typeof COMMON)[number]>>;
const COMMON = [
  'id',
  'object',
  'allow_redisplay',
  'billing_details',
  'created',
  'customer',
  'customer_account',
  'livemode',
  'metadata',
  'type',
] as const;

export const paymentMethod: Shape = {
  keys: {
    id: 'always',
    object: 'always',
    allow_redisplay: 'sometimes',
    billing_details: 'always',
    created: 'always',
    customer: 'always',
    customer_account: 'always',
    livemode: 'always',
    metadata: 'always',
    type: 'always',
    us_bank_account: 'sometimes',
  } satisfies KeysOf<OneKind<Stripe.PaymentMethod>>,
  inside: {
    billing_details: {
      keys: {
        address: 'always',
        email: 'always',
        name: 'always',
        phone: 'always',
        tax_id: 'always',
      } satisfies KeysOf<Stripe.PaymentMethod.BillingDetails>,
    },
    us_bank_account: {
      keys: {
        account_holder_type: 'always',
        account_number: 'sometimes',
        account_type: 'always',
        bank_name: 'always',
        financial_connections_account: 'always',
        fingerprint: 'always',
        last4: 'always',
        networks: 'always',
        routing_number: 'always',
        status_details: 'always',
      } satisfies KeysOf<Stripe.PaymentMethod.UsBankAccount>,
    },
  },
};

export const setupIntent: Shape = {
  keys: {
    id: 'always',
    object: 'always',
    allowed_payment_method_types: 'always',
    application: 'always',
    attach_to_self: 'sometimes',
    automatic_payment_methods: 'always',
    cancellation_reason: 'always',
    client_secret: 'always',
    created: 'always',
    customer: 'always',
    customer_account: 'sometimes',
    description: 'always',
    excluded_payment_method_types: 'always',
    flow_directions: 'sometimes',
    last_setup_error: 'always',
    latest_attempt: 'always',
    livemode: 'always',
    managed_payments: 'sometimes',
    mandate: 'always',
    metadata: 'always',
    next_action: 'always',
    on_behalf_of: 'always',
    payment_method: 'always',
    payment_method_configuration_details: 'always',
    payment_method_options: 'always',
    payment_method_types: 'always',
    redaction: 'sometimes',
    single_use_mandate: 'always',
    status: 'always',
    usage: 'always',
  } satisfies KeysOf<Stripe.SetupIntent>,
};

export const setupAttempt: Shape = {
  keys: {
    id: 'always',
    object: 'always',
    application: 'always',
    attach_to_self: 'sometimes',
    created: 'always',
    customer: 'always',
    customer_account: 'always',
    flow_directions: 'always',
    livemode: 'always',
    on_behalf_of: 'always',
    payment_method: 'always',
    payment_method_details: 'always',
    setup_error: 'always',
    setup_intent: 'always',
    status: 'always',
    usage: 'always',
  } satisfies KeysOf<Stripe.SetupAttempt>,
};

export const mandate: Shape = {
  keys: {
    id: 'always',
    object: 'always',
    customer_acceptance: 'always',
    livemode: 'always',
    multi_use: 'sometimes',
    on_behalf_of: 'sometimes',
    payment_method: 'always',
    payment_method_details: 'always',
    single_use: 'sometimes',
    status: 'always',
    type: 'always',
  } satisfies KeysOf<Stripe.Mandate>,
  inside: {
    customer_acceptance: {
      keys: {
        accepted_at: 'always',
        offline: 'sometimes',
        online: 'sometimes',
        type: 'always',
      } satisfies KeysOf<Stripe.Mandate.CustomerAcceptance>,
    },
  },
};
