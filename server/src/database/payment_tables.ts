// The tables of payments, charges and ACH entries as types: column names and value types exactly as in migrations/.
import type { Generated } from 'kysely';
import type {
  AccountId,
  ChargeId,
  CustomerId,
  MandateId,
  MerchantId,
  PaymentIntentId,
  PaymentMethodId,
  TestClockId,
} from '#kernel/id.ts';
import type { Json } from './json.ts';
import type { Address, BankAccountOptions, BillingDetails, IntentError } from './payment_method_tables.ts';

export interface PaymentShipping {
  address: Address;
  carrier: string | null;
  name: string;
  phone: string | null;
  tracking_number: string | null;
}

/** Why a payment failed: as of a setup intent, with the charge that failed. */
export type PaymentError = IntentError & { charge?: string; network_decline_code?: string };

/** What an intent was told of its bank account; `setup_future_usage` goes before the intent's own. */
export type PaymentOptions = BankAccountOptions & { setup_future_usage?: 'none' | 'off_session' | 'on_session' };

export interface PaymentIntentTable {
  id: PaymentIntentId;
  sequence: Generated<number>;
  merchant: MerchantId;
  livemode: boolean;
  customer: CustomerId | null;
  test_clock: TestClockId | null;
  payment_method: PaymentMethodId | null;
  status:
    | 'requires_payment_method'
    | 'requires_confirmation'
    | 'requires_action'
    | 'processing'
    | 'succeeded'
    | 'canceled';
  amount: number;
  currency: string;
  description: string | null;
  metadata: Json<Record<string, string>>;
  payment_method_types: string[];
  allowed_payment_method_types: string[] | null;
  automatic_payment_methods: Json<{ enabled: boolean; allow_redirects?: 'always' | 'never' } | null>;
  payment_method_options: Json<PaymentOptions>;
  capture_method: 'automatic' | 'automatic_async';
  confirmation_method: 'automatic' | 'manual';
  setup_future_usage: 'off_session' | 'on_session' | null;
  receipt_email: string | null;
  shipping: Json<PaymentShipping | null>;
  statement_descriptor: string | null;
  statement_descriptor_suffix: string | null;
  transfer_group: string | null;
  mandate: MandateId | null;
  latest_charge: ChargeId | null;
  last_payment_error: Json<PaymentError | null>;
  cancellation_reason:
    | 'abandoned'
    | 'automatic'
    | 'duplicate'
    | 'failed_invoice'
    | 'fraudulent'
    | 'requested_by_customer'
    | 'void_invoice'
    | null;
  canceled_at: Date | null;
  client_secret_hash: Uint8Array;
  client_secret_sealed: Uint8Array;
  created: Date;
}

/** The bank account that a charge was asked of, as it was then. */
export interface ChargedBankAccount {
  account_holder_type: 'company' | 'individual' | null;
  account_type: 'checking' | 'savings' | null;
  bank_name: string | null;
  fingerprint: string;
  last4: string;
  routing_number: string;
}

export interface ChargeTable {
  id: ChargeId;
  sequence: Generated<number>;
  merchant: MerchantId;
  livemode: boolean;
  payment_intent: PaymentIntentId;
  customer: CustomerId | null;
  payment_method: PaymentMethodId;
  mandate: MandateId | null;
  status: 'pending' | 'succeeded' | 'failed';
  amount: number;
  currency: string;
  bank_account: Json<ChargedBankAccount>;
  billing_details: Json<BillingDetails>;
  description: string | null;
  metadata: Json<Record<string, string>>;
  receipt_email: string | null;
  shipping: Json<PaymentShipping | null>;
  statement_descriptor: string | null;
  statement_descriptor_suffix: string | null;
  transfer_group: string | null;
  failure_code: string | null;
  failure_message: string | null;
  /** Of a returned debit: Nacha's code. */
  network_code: string | null;
  /** The network did not take the debit, because it looked risky. */
  blocked: Generated<boolean>;
  /** The customer said afterwards that he had not agreed. */
  disputed: Generated<boolean>;
  created: Date;
}

export interface AchEntryTable {
  trace_number: string;
  merchant: MerchantId;
  livemode: boolean;
  test_clock: TestClockId | null;
  /** The charge or the payout that it is for. */
  object: string;
  direction: 'debit' | 'credit';
  amount: number;
  currency: string;
  /** The linked account whose number it is; null: a number that somebody typed in. */
  account: AccountId | null;
  routing_number: string;
  /** Empty once the entry has ended. */
  sealed: Uint8Array;
  company_name: string;
  individual_name: string | null;
  /** From `sending` on the network may have it. `refused`: it said that it is none. `canceled`: taken back before it was sent. */
  status: 'made' | 'sending' | 'submitted' | 'settled' | 'returned' | 'rejected' | 'refused' | 'canceled';
  return_code: string | null;
  rejected_for: string | null;
  looks: Generated<number>;
  created: Date;
  ended_at: Date | null;
}
