// What the functions about SetupIntents and PaymentIntents take and give.
import type { RelinkError } from './types.ts';

/** The functions about intents. Secrets are the `client_secret` of the intent that your server created. */
export interface RelinkIntents {
  /**
   * Opens the flow in which the customer chooses the bank account to save, or types its numbers in. Afterwards the intent is
   * `requires_confirmation`: show the mandate and call `confirmUsBankAccountSetup`. A customer who left changes nothing: it is
   * still `requires_payment_method`, and there is no error.
   */
  collectBankAccountForSetup(options: CollectForIntentOptions): Promise<SetupIntentResult>;
  /** The same for a payment. */
  collectBankAccountForPayment(options: CollectForIntentOptions): Promise<PaymentIntentResult>;
  /** Confirms a SetupIntent. Calling it says that the customer accepted the mandate; the server notes time, address and browser. */
  confirmUsBankAccountSetup(clientSecret: string, data?: ConfirmUsBankAccountData): Promise<SetupIntentResult>;
  /** Confirms a PaymentIntent in the same way. The debit is then `processing`. */
  confirmUsBankAccountPayment(clientSecret: string, data?: ConfirmUsBankAccountData): Promise<PaymentIntentResult>;
  retrieveSetupIntent(clientSecret: string): Promise<SetupIntentResult>;
  retrievePaymentIntent(clientSecret: string): Promise<PaymentIntentResult>;
  /** Answers what the small deposits were: both amounts in cents, or the code beginning with SM. */
  verifyMicrodepositsForSetup(clientSecret: string, data?: MicrodepositsData): Promise<SetupIntentResult>;
  verifyMicrodepositsForPayment(clientSecret: string, data?: MicrodepositsData): Promise<PaymentIntentResult>;
}

export interface CollectForIntentOptions {
  clientSecret: string;
  params: {
    payment_method_type: 'us_bank_account';
    payment_method_data: { billing_details: BillingDetails & { name: string } };
  };
  /** Fields of the answer to expand, such as `payment_method`. */
  expand?: string[];
}

export interface BillingDetails {
  name?: string;
  email?: string;
  phone?: string;
  address?: Record<string, string>;
}

/** Left out, the payment method that the intent has already is confirmed. */
export interface ConfirmUsBankAccountData {
  /** The id of a payment method, or what to make one of. */
  payment_method?: string | { us_bank_account?: Record<string, string>; billing_details: BillingDetails };
  mandate_data?: Record<string, unknown>;
  return_url?: string;
  expand?: string[];
  [param: string]: unknown;
}

export interface MicrodepositsData {
  amounts?: number[];
  descriptor_code?: string;
  expand?: string[];
}

/** Exactly one of the two is set. */
export type SetupIntentResult =
  | { setupIntent: SetupIntent; error?: undefined }
  | { setupIntent?: undefined; error: RelinkError };

/** Exactly one of the two is set. */
export type PaymentIntentResult =
  | { paymentIntent: PaymentIntent; error?: undefined }
  | { paymentIntent?: undefined; error: RelinkError };

/** A SetupIntent as a browser may see it. */
export interface SetupIntent extends IntentFields {
  object: 'setup_intent';
  status:
    | 'requires_payment_method'
    | 'requires_confirmation'
    | 'requires_action'
    | 'processing'
    | 'canceled'
    | 'succeeded';
  usage?: string;
  last_setup_error?: RelinkError | null;
}

/** A PaymentIntent as a browser may see it. `amount` is in the currency's smallest unit. */
export interface PaymentIntent extends IntentFields {
  object: 'payment_intent';
  status: SetupIntent['status'] | 'requires_capture';
  amount: number;
  currency: string;
  last_payment_error?: RelinkError | null;
}

interface IntentFields {
  id: string;
  client_secret: string | null;
  created: number;
  livemode: boolean;
  next_action: { type: string; [field: string]: unknown } | null;
  payment_method: string | Record<string, unknown> | null;
  payment_method_types: string[];
  [field: string]: unknown;
}
