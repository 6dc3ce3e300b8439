// How a setup intent and its attempts look on the wire: in full for the merchant's server, a part of it for a page.
import type Stripe from 'stripe';
import type { BankAccountOptions, IntentError } from '#database/payment_method_tables.ts';
import type { Row } from '#database/schema.ts';
import { unixSeconds } from '#kernel/clock.ts';

export type SetupIntentObject = Omit<Stripe.SetupIntent, 'lastResponse'>;
export type SetupAttemptObject = Omit<Stripe.SetupAttempt, 'lastResponse'>;

/** Where the customer tells what arrived on his account, while an intent waits for that. */
export interface MicrodepositsToVerify {
  arrives_at: Date;
  type: 'amounts' | 'descriptor_code';
  url: string;
}

export interface SetupIntentParts {
  intent: Row<'setup_intents'>;
  client_secret: string;
  microdeposits: MicrodepositsToVerify | null;
}

export function presentSetupIntent({ intent, client_secret, microdeposits }: SetupIntentParts): SetupIntentObject {
  const single = intent.single_use !== null;
  return {
    id: intent.id,
    object: 'setup_intent',
    allowed_payment_method_types: intent.allowed_payment_method_types,
    application: null,
    automatic_payment_methods: intent.automatic_payment_methods,
    cancellation_reason: intent.cancellation_reason,
    client_secret,
    created: unixSeconds(intent.created),
    customer: intent.customer,
    customer_account: null,
    description: intent.description,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: intent.last_setup_error && presentIntentError(intent.last_setup_error),
    latest_attempt: intent.latest_attempt,
    livemode: intent.livemode,
    mandate: single ? null : intent.mandate,
    metadata: intent.metadata,
    next_action: presentNextAction(microdeposits),
    on_behalf_of: null,
    payment_method: intent.payment_method,
    payment_method_configuration_details: null,
    payment_method_options: { us_bank_account: presentBankAccountOptions(intent.payment_method_options) },
    payment_method_types: intent.payment_method_types,
    single_use_mandate: single ? intent.mandate : null,
    status: intent.status,
    usage: intent.usage,
  };
}

/** What a page may see that holds the client secret: nothing of the merchant's own notes and of other objects' ids. */
const BROWSER_FIELDS = [
  'id',
  'object',
  'allowed_payment_method_types',
  'automatic_payment_methods',
  'cancellation_reason',
  'client_secret',
  'created',
  'description',
  'last_setup_error',
  'livemode',
  'next_action',
  'payment_method',
  'payment_method_configuration_details',
  'payment_method_types',
  'status',
  'usage',
] as const;

/** An error as a page may see it: without what the merchant noted on the payment method, and whose that is. */
export function seenByPages<Error extends IntentError>(error: Error | null): Error | null {
  return error && { ...error, payment_method: { ...error.payment_method, customer: null, metadata: undefined } };
}

export type BrowserSetupIntentObject = Pick<SetupIntentObject, (typeof BROWSER_FIELDS)[number]>;

export function presentBrowserSetupIntent(parts: SetupIntentParts): BrowserSetupIntentObject {
  const last_setup_error = seenByPages(parts.intent.last_setup_error);
  const whole = presentSetupIntent({ ...parts, intent: { ...parts.intent, last_setup_error } });
  return Object.fromEntries(BROWSER_FIELDS.map((name) => [name, whole[name]])) as BrowserSetupIntentObject;
}

/** `next_action` of an intent that waits for the customer's word on micro-deposits. */
export function presentNextAction(microdeposits: MicrodepositsToVerify | null): SetupIntentObject['next_action'] {
  if (microdeposits === null) return null;
  return {
    type: 'verify_with_microdeposits',
    verify_with_microdeposits: {
      arrival_date: unixSeconds(microdeposits.arrives_at),
      hosted_verification_url: microdeposits.url,
      microdeposit_type: microdeposits.type,
    },
  };
}

type Options = NonNullable<SetupIntentObject['payment_method_options']>['us_bank_account'];

/** The options of a bank account that setup and payment intents share, with the verification method that applies where none was named. */
export function presentBankAccountOptions(options: BankAccountOptions): Options {
  const { financial_connections: connections, mandate_options, verification_method } = options;
  return {
    ...(connections === undefined
      ? {}
      : {
          financial_connections: {
            filters: connections.filters ?? {},
            ...(connections.manual_entry === undefined ? {} : { manual_entry: connections.manual_entry }),
            permissions: connections.permissions ?? ['payment_method'],
            prefetch: (connections.prefetch ?? null) as ('balances' | 'ownership' | 'transactions')[] | null,
            ...(connections.return_url === undefined ? {} : { return_url: connections.return_url }),
          },
        }),
    mandate_options: mandate_options ?? {},
    verification_method: verification_method ?? 'automatic',
  };
}

/** An error as it stands on an intent or an attempt. */
export function presentIntentError(error: IntentError): NonNullable<SetupIntentObject['last_setup_error']> {
  const { type, code, message, payment_method } = error;
  return {
    code,
    doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`,
    message,
    payment_method: payment_method as Stripe.PaymentMethod,
    type,
  };
}

export function presentSetupAttempt(
  attempt: Row<'setup_attempts'>,
  { livemode }: Pick<Row<'setup_intents'>, 'livemode'>,
): SetupAttemptObject {
  return {
    id: attempt.id,
    object: 'setup_attempt',
    application: null,
    created: unixSeconds(attempt.created),
    customer: attempt.customer,
    customer_account: null,
    flow_directions: null,
    livemode,
    on_behalf_of: null,
    payment_method: attempt.payment_method,
    payment_method_details: { type: 'us_bank_account', us_bank_account: {} },
    setup_error: attempt.setup_error && presentIntentError(attempt.setup_error),
    setup_intent: attempt.setup_intent,
    status: attempt.status,
    usage: attempt.usage,
  };
}
