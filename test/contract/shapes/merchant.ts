// The keys of customers, events, webhook endpoints and test clocks.
import type Stripe from 'stripe';
import type { MailObject } from '../../../server/src/wire/mail.ts';
import type { KeysOf, Shape } from '../shapes.ts';

export const customer: Shape = {
  keys: {
    id: 'always',
    object: 'always',
    address: 'sometimes',
    balance: 'always',
    business_name: 'sometimes',
    cash_balance: 'sometimes',
    created: 'always',
    currency: 'sometimes',
    customer_account: 'sometimes',
    default_source: 'always',
    deleted: 'sometimes',
    delinquent: 'sometimes',
    description: 'always',
    discount: 'sometimes',
    email: 'always',
    individual_name: 'sometimes',
    invoice_credit_balance: 'sometimes',
    invoice_prefix: 'sometimes',
    invoice_settings: 'always',
    livemode: 'always',
    metadata: 'always',
    name: 'sometimes',
    next_invoice_sequence: 'sometimes',
    phone: 'sometimes',
    preferred_locales: 'sometimes',
    redaction: 'sometimes',
    shipping: 'always',
    sources: 'sometimes',
    subscriptions: 'sometimes',
    tax: 'sometimes',
    tax_exempt: 'sometimes',
    tax_ids: 'sometimes',
    test_clock: 'sometimes',
  } satisfies KeysOf<Stripe.Customer>,
  inside: {
    invoice_settings: {
      keys: {
        custom_fields: 'always',
        default_payment_method: 'always',
        footer: 'always',
        rendering_options: 'always',
      } satisfies KeysOf<Stripe.Customer.InvoiceSettings>,
    },
  },
};

export const event: Shape = {
  keys: {
    id: 'always',
    object: 'always',
    account: 'sometimes',
    api_version: 'always',
    context: 'sometimes',
    created: 'always',
    data: 'always',
    livemode: 'always',
    pending_webhooks: 'always',
    reason: 'sometimes',
    request: 'always',
    type: 'always',
  } satisfies KeysOf<Stripe.EventBase>,
  inside: {
    data: {
      keys: { object: 'always', previous_attributes: 'sometimes' } satisfies KeysOf<Stripe.Event.Data>,
    },
    request: { keys: { id: 'always', idempotency_key: 'always' } satisfies KeysOf<Stripe.Event.Request> },
  },
};

export const webhookEndpoint: Shape = {
  keys: {
    id: 'always',
    object: 'always',
    api_version: 'always',
    application: 'always',
    created: 'always',
    deleted: 'sometimes',
    description: 'always',
    enabled_events: 'always',
    livemode: 'always',
    metadata: 'always',
    secret: 'sometimes',
    status: 'always',
    url: 'always',
  } satisfies KeysOf<Stripe.WebhookEndpoint>,
};

export const mail: Shape = {
  keys: {
    id: 'always',
    object: 'always',
    created: 'always',
    html: 'always',
    livemode: 'always',
    session: 'always',
    state: 'always',
    subject: 'always',
    text: 'always',
    to: 'always',
    type: 'always',
  } satisfies KeysOf<MailObject>,
};

export const testClock: Shape = {
  keys: {
    id: 'always',
    object: 'always',
    created: 'always',
    deleted: 'sometimes',
    deletes_after: 'always',
    frozen_time: 'always',
    livemode: 'always',
    name: 'always',
    status: 'always',
    status_details: 'always',
  } satisfies KeysOf<Stripe.TestHelpers.TestClock>,
  inside: {
    status_details: {
      keys: { advancing: 'sometimes' } satisfies KeysOf<Stripe.TestHelpers.TestClock.StatusDetails>,
      inside: { advancing: { keys: { target_frozen_time: 'always' } } },
    },
  },
};
