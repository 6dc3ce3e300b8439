// The tables of payment methods, setup intents and mandates as types: column names and value types exactly as in migrations/.
import type { Generated } from 'kysely';
import type {
  AccountId,
  CustomerId,
  MandateId,
  MerchantId,
  PaymentMethodId,
  SetupAttemptId,
  SetupIntentId,
  TestClockId,
} from '#kernel/id.ts';
import type { Json } from './json.ts';

export type BlockedReason =
  | 'bank_account_closed'
  | 'bank_account_frozen'
  | 'bank_account_invalid_details'
  | 'bank_account_restricted'
  | 'bank_account_unusable'
  | 'debit_not_authorized'
  | 'tokenized_account_number_deactivated';

export interface Address {
  city: string | null;
  country: string | null;
  line1: string | null;
  line2: string | null;
  postal_code: string | null;
  state: string | null;
}

export interface BillingDetails {
  address: Address;
  email: string | null;
  name: string | null;
  phone: string | null;
  tax_id: string | null;
}

interface PaymentMethodTable {
  id: PaymentMethodId;
  sequence: Generated<number>;
  merchant: MerchantId;
  livemode: boolean;
  customer: CustomerId | null;
  test_clock: TestClockId | null;
  account: AccountId | null;
  account_holder_type: 'company' | 'individual' | null;
  account_type: 'checking' | 'savings' | null;
  bank_name: string | null;
  routing_number: string;
  last4: string;
  sealed: Uint8Array;
  fingerprint: string;
  verified_at: Date | null;
  blocked_reason: BlockedReason | null;
  blocked_code: string | null;
  billing_details: Json<BillingDetails>;
  allow_redisplay: 'always' | 'limited' | 'unspecified';
  metadata: Json<Record<string, string>>;
  created: Date;
  detached_at: Date | null;
}

interface MandateTable {
  id: MandateId;
  sequence: Generated<number>;
  merchant: MerchantId;
  livemode: boolean;
  payment_method: PaymentMethodId;
  intent: string;
  status: 'active' | 'inactive' | 'pending';
  type: 'multi_use' | 'single_use';
  amount: number | null;
  currency: string | null;
  collection_method: 'paper' | null;
  acceptance: 'online' | 'offline';
  accepted_at: Date;
  ip_address: string | null;
  user_agent: string | null;
  created: Date;
}

/** What an intent was told of how the bank account is collected and verified. */
export interface BankAccountOptions {
  financial_connections?: {
    filters?: { account_subcategories?: ('checking' | 'savings')[]; institution?: string };
    manual_entry?: { mode: 'automatic' | 'custom' };
    permissions?: ('balances' | 'ownership' | 'payment_method' | 'transactions')[];
    prefetch?: string[];
    return_url?: string;
  };
  mandate_options?: { collection_method?: 'paper' };
  networks?: { requested: string[] };
  verification_method?: 'automatic' | 'instant' | 'microdeposits';
}

/** Why an intent's latest attempt failed, as the wire tells it. */
export interface IntentError {
  type: 'card_error' | 'invalid_request_error';
  code: string;
  message: string;
  /** The whole payment method as it was then. */
  payment_method: object;
}

interface SetupIntentTable {
  id: SetupIntentId;
  sequence: Generated<number>;
  merchant: MerchantId;
  livemode: boolean;
  customer: CustomerId | null;
  test_clock: TestClockId | null;
  payment_method: PaymentMethodId | null;
  status: 'requires_payment_method' | 'requires_confirmation' | 'requires_action' | 'succeeded' | 'canceled';
  usage: 'on_session' | 'off_session';
  description: string | null;
  metadata: Json<Record<string, string>>;
  payment_method_types: string[];
  allowed_payment_method_types: string[] | null;
  automatic_payment_methods: Json<{ enabled: boolean; allow_redirects?: 'always' | 'never' } | null>;
  payment_method_options: Json<BankAccountOptions>;
  single_use: Json<{ amount: number; currency: string } | null>;
  mandate: MandateId | null;
  latest_attempt: SetupAttemptId | null;
  last_setup_error: Json<IntentError | null>;
  cancellation_reason: 'abandoned' | 'duplicate' | 'requested_by_customer' | null;
  client_secret_hash: Uint8Array;
  client_secret_sealed: Uint8Array;
  created: Date;
}

interface SetupAttemptTable {
  id: SetupAttemptId;
  sequence: Generated<number>;
  setup_intent: SetupIntentId;
  payment_method: PaymentMethodId;
  customer: CustomerId | null;
  status: 'requires_action' | 'succeeded' | 'failed' | 'abandoned';
  usage: 'on_session' | 'off_session';
  setup_error: Json<IntentError | null>;
  created: Date;
}

interface MicrodepositTable {
  intent: string;
  merchant: MerchantId;
  livemode: boolean;
  payment_method: PaymentMethodId;
  test_clock: TestClockId | null;
  type: 'amounts' | 'descriptor_code';
  state: 'sent' | 'verified' | 'failed';
  wrong_amounts: Generated<number>;
  wrong_codes: Generated<number>;
  arrives_at: Date;
  ends_at: Date;
  token_hash: Uint8Array;
  token_sealed: Uint8Array;
}

export interface PaymentMethodTables {
  payment_methods: PaymentMethodTable;
  mandates: MandateTable;
  setup_intents: SetupIntentTable;
  setup_attempts: SetupAttemptTable;
  microdeposits: MicrodepositTable;
}
