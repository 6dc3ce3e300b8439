// How a payment intent looks on the wire: in full for the merchant's server, a part of it for a page.
import type Stripe from 'stripe';
import type { Row } from '#database/schema.ts';
import { unixSeconds } from '#kernel/clock.ts';
import {
  type MicrodepositsToVerify,
  presentBankAccountOptions,
  presentIntentError,
  presentNextAction,
  seenByPages,
} from './setup_intent.ts';

export type PaymentIntentObject = Omit<Stripe.PaymentIntent, 'lastResponse'>;

export interface PaymentIntentParts {
  intent: Row<'payment_intents'>;
  client_secret: string;
  microdeposits: MicrodepositsToVerify | null;
}

export function presentPaymentIntent({
  intent,
  client_secret,
  microdeposits,
}: PaymentIntentParts): PaymentIntentObject {
  const { amount, status, canceled_at } = intent;
  return {
    id: intent.id,
    object: 'payment_intent',
    allowed_payment_method_types: intent.allowed_payment_method_types,
    amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: status === 'succeeded' ? amount : 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: intent.automatic_payment_methods,
    canceled_at: canceled_at === null ? null : unixSeconds(canceled_at),
    cancellation_reason: intent.cancellation_reason,
    capture_method: intent.capture_method,
    client_secret,
    confirmation_method: intent.confirmation_method,
    created: unixSeconds(intent.created),
    currency: intent.currency,
    customer: intent.customer,
    customer_account: null,
    description: intent.description,
    excluded_payment_method_types: null,
    last_payment_error: intent.last_payment_error && presentPaymentError(intent.last_payment_error),
    latest_charge: intent.latest_charge,
    livemode: intent.livemode,
    managed_payments: null,
    metadata: intent.metadata,
    next_action: presentNextAction(microdeposits) as PaymentIntentObject['next_action'],
    on_behalf_of: null,
    payment_method: intent.payment_method,
    payment_method_configuration_details: null,
    payment_method_options: presentOptions(intent),
    payment_method_types: intent.payment_method_types,
    processing: null,
    receipt_email: intent.receipt_email,
    review: null,
    setup_future_usage: intent.setup_future_usage,
    shipping: intent.shipping as PaymentIntentObject['shipping'],
    source: null,
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status,
    transfer_data: null,
    transfer_group: intent.transfer_group,
  };
}

function presentOptions({
  payment_method_options,
}: Row<'payment_intents'>): PaymentIntentObject['payment_method_options'] {
  const { setup_future_usage, ...shared } = payment_method_options;
  const usage = setup_future_usage === undefined ? {} : { setup_future_usage };
  return { us_bank_account: { ...presentBankAccountOptions(shared), ...usage } };
}

type ErrorRow = NonNullable<Row<'payment_intents'>['last_payment_error']>;

function presentPaymentError(error: ErrorRow): NonNullable<PaymentIntentObject['last_payment_error']> {
  const { charge, network_decline_code } = error;
  return {
    ...(presentIntentError(error) as NonNullable<PaymentIntentObject['last_payment_error']>),
    ...(charge === undefined ? {} : { charge }),
    ...(network_decline_code === undefined ? {} : { network_decline_code }),
  };
}

/** What a page may see that holds the client secret: nothing of the merchant's own notes and of other objects' ids. */
const BROWSER_FIELDS = [
  'id',
  'object',
  'allowed_payment_method_types',
  'amount',
  'automatic_payment_methods',
  'canceled_at',
  'cancellation_reason',
  'capture_method',
  'client_secret',
  'confirmation_method',
  'created',
  'currency',
  'description',
  'last_payment_error',
  'livemode',
  'next_action',
  'payment_method',
  'payment_method_configuration_details',
  'payment_method_types',
  'processing',
  'receipt_email',
  'setup_future_usage',
  'shipping',
  'status',
] as const;

export type BrowserPaymentIntentObject = Pick<PaymentIntentObject, (typeof BROWSER_FIELDS)[number]>;

export function presentBrowserPaymentIntent(parts: PaymentIntentParts): BrowserPaymentIntentObject {
  const last_payment_error = seenByPages(parts.intent.last_payment_error);
  const whole = presentPaymentIntent({ ...parts, intent: { ...parts.intent, last_payment_error } });
  return Object.fromEntries(BROWSER_FIELDS.map((name) => [name, whole[name]])) as BrowserPaymentIntentObject;
}
