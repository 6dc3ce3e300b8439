// The tables as types: column names and value types exactly as in migrations/.
import type { Generated, Transaction as KyselyTransaction, Selectable } from 'kysely';
import type {
  AccountId,
  ApiKeyId,
  AuthorizationId,
  BankVisitId,
  CustomerId,
  InstitutionId,
  MerchantId,
  SessionId,
  TestClockId,
} from '#kernel/id.ts';
import type { Json } from './json.ts';
import type {
  EventTable,
  IdempotencyKeyTable,
  JobTable,
  WebhookAttemptTable,
  WebhookDeliveryTable,
  WebhookEndpointTable,
} from './work_tables.ts';

export type Holder = { customer: CustomerId | null };
export type Permission = 'balances' | 'ownership' | 'payment_method' | 'transactions';
export type Feature = 'balances' | 'inferred_balances' | 'ownership' | 'transactions';
export type LinkStatus = 'active' | 'inactive' | 'disconnected';
export type InactiveCause =
  | 'access_denied'
  | 'access_expired'
  | 'account_closed'
  | 'account_unavailable'
  | 'institution_requirement'
  | 'unspecified';
export type ActiveCause = 'access_expired' | 'institution_requirement' | 'unspecified';
export type RelinkAction = 'none' | 'relink_required';
export type FailureReason = 'no_account' | 'no_authorization' | 'other';
export type SessionStatus = 'pending' | 'succeeded' | 'failed' | 'cancelled';
export type NumberStatus = 'transactable' | 'deactivated' | 'pending' | 'expired';
export type IdentifierType = 'account_number' | 'tokenized_account_number';
export type Category = 'cash' | 'credit' | 'investment' | 'other';
export type Subcategory = 'checking' | 'savings' | 'mortgage' | 'line_of_credit' | 'credit_card' | 'other';
// biome-ignore format: one line reads as the way it is
export type VisitState = 'starting' | 'redirect' | 'form' | 'working' | 'choosing' | 'linking' | 'failed' | 'done' | 'left';

export interface InstallationTable {
  id: number;
  canary: Uint8Array;
  created: Date;
}

export interface MerchantTable {
  id: MerchantId;
  name: string;
  accent: string | null;
  logo_url: string | null;
  support_email: string | null;
  support_url: string | null;
  allowed_origins: string[];
  created: Date;
}

export interface ApiKeyTable {
  id: ApiKeyId;
  merchant: MerchantId;
  livemode: boolean;
  kind: 'secret' | 'publishable';
  hash: Uint8Array;
  sealed: Uint8Array;
  hint: string;
  created: Date;
  revoked_at: Date | null;
}

export interface TestClockTable {
  id: TestClockId;
  sequence: Generated<number>;
  merchant: MerchantId;
  name: string | null;
  frozen_time: Date;
  target_time: Date | null;
  status: 'ready' | 'advancing' | 'internal_failure';
  deletes_after: Date;
  created: Date;
  deleted_at: Date | null;
}

export interface CustomerTable {
  id: CustomerId;
  sequence: Generated<number>;
  merchant: MerchantId;
  livemode: boolean;
  name: string | null;
  email: string | null;
  phone: string | null;
  description: string | null;
  address: Json<Record<string, string | null> | null>;
  shipping: Json<Record<string, unknown> | null>;
  metadata: Json<Record<string, string>>;
  preferred_locales: string[];
  tax_exempt: 'none' | 'exempt' | 'reverse';
  balance: number;
  invoice_prefix: string;
  next_invoice_sequence: number;
  invoice_settings: Json<Record<string, unknown>>;
  business_name: string | null;
  individual_name: string | null;
  test_clock: TestClockId | null;
  created: Date;
  deleted_at: Date | null;
}

export interface InstitutionTable {
  id: InstitutionId;
  sequence: Generated<number>;
  slug: string;
  livemode: boolean;
  name: string;
  display_name: string;
  connector: 'fdx' | 'credentials';
  color: string;
  featured_rank: number | null;
  status: 'active' | 'degraded' | 'inactive';
  countries: string[];
  features: string[];
  routing_numbers: string[];
  url: string | null;
  protocol: Json<Record<string, unknown>>;
  policy: Json<Record<string, unknown>>;
}

export interface AuthorizationTable {
  id: AuthorizationId;
  sequence: Generated<number>;
  merchant: MerchantId;
  livemode: boolean;
  customer: CustomerId | null;
  test_clock: TestClockId | null;
  institution: InstitutionId;
  bank_subject: string;
  bank_user: string | null;
  status: LinkStatus;
  inactive_cause: InactiveCause | null;
  inactive_action: RelinkAction | null;
  active_cause: ActiveCause | null;
  active_action: RelinkAction | null;
  expected_deactivation_at: Date | null;
  consent: string | null;
  credential: Uint8Array | null;
  credential_version: number;
  lease_owner: string | null;
  lease_until: Date | null;
  refresh_in_flight_at: Date | null;
  checked_at: Date | null;
  created: Date;
}

export interface ConsentTable {
  authorization_id: AuthorizationId;
  bank_consent: string;
  supersedes: string | null;
  permissions: Permission[];
  granted_at: Date;
  expires_at: Date | null;
  ended_at: Date | null;
  ended_by: string | null;
}

export interface AccountTable {
  id: AccountId;
  sequence: Generated<number>;
  merchant: MerchantId;
  livemode: boolean;
  customer: CustomerId | null;
  test_clock: TestClockId | null;
  authorization_id: AuthorizationId;
  institution: InstitutionId;
  bank_account: string;
  number_fingerprint: Uint8Array | null;
  display_name: string | null;
  last4: string | null;
  category: Category;
  subcategory: Subcategory;
  currency: string;
  status: LinkStatus;
  inactive_cause: InactiveCause | null;
  inactive_action: RelinkAction | null;
  missing_since: Date | null;
  permissions: Permission[];
  subscriptions: string[];
  supported_payment_method_types: string[];
  created: Date;
}

export interface AccountNumberTable {
  account: AccountId;
  identifier_type: IdentifierType;
  status: NumberStatus;
  expected_expiry_at: Date | null;
  supported_networks: string[];
  sealed: Uint8Array | null;
  fingerprint: Uint8Array | null;
  updated: Date;
}

export interface SessionTable {
  id: SessionId;
  sequence: Generated<number>;
  merchant: MerchantId;
  livemode: boolean;
  customer: CustomerId | null;
  test_clock: TestClockId | null;
  client_secret_hash: Uint8Array;
  client_secret_sealed: Uint8Array;
  permissions: Permission[];
  prefetch: string[];
  filter_subcategories: Subcategory[] | null;
  filter_countries: string[] | null;
  filter_institution: InstitutionId | null;
  filter_payment_support: 'all' | 'at_least_one' | 'none' | null;
  limit_accounts: number | null;
  manual_entry: 'automatic' | 'disabled' | null;
  return_url: string | null;
  relink_authorization: AuthorizationId | null;
  relink_account: AccountId | null;
  status: SessionStatus;
  cancelled_reason: string | null;
  result_account: AccountId | null;
  result_authorization: AuthorizationId | null;
  result_failure: FailureReason | null;
  reactivated_accounts: AccountId[];
  agreed_at: Date | null;
  institution: InstitutionId | null;
  visit: BankVisitId | null;
  locale: string | null;
  opening: Json<Record<string, unknown> | null>;
  created: Date;
  expires_at: Date;
  finished_at: Date | null;
}

export interface SessionAccountTable {
  session: SessionId;
  account: AccountId;
  position: number;
}

export interface BankVisitTable {
  id: BankVisitId;
  session: SessionId;
  merchant: MerchantId;
  institution: InstitutionId;
  state: VisitState;
  origin: string;
  /** Played through by a test helper, which runs the steps itself. */
  headless: boolean;
  step: Json<Record<string, unknown>>;
  secret: Uint8Array | null;
  launch_hash: Uint8Array | null;
  launch_sealed: Uint8Array | null;
  launched_at: Date | null;
  browser_hash: Uint8Array | null;
  oauth_state_hash: Uint8Array | null;
  oauth_state_used_at: Date | null;
  credential: Uint8Array | null;
  consent: Json<Record<string, unknown> | null>;
  bank_subject: string | null;
  bank_user: string | null;
  candidates: Json<unknown[] | null>;
  chosen: string[] | null;
  failure: Json<Record<string, unknown> | null>;
  created: Date;
  expires_at: Date;
}

export interface Schema {
  installation: InstallationTable;
  merchants: MerchantTable;
  api_keys: ApiKeyTable;
  test_clocks: TestClockTable;
  customers: CustomerTable;
  institutions: InstitutionTable;
  authorizations: AuthorizationTable;
  consents: ConsentTable;
  accounts: AccountTable;
  account_numbers: AccountNumberTable;
  sessions: SessionTable;
  session_accounts: SessionAccountTable;
  bank_visits: BankVisitTable;
  events: EventTable;
  webhook_endpoints: WebhookEndpointTable;
  webhook_deliveries: WebhookDeliveryTable;
  webhook_attempts: WebhookAttemptTable;
  idempotency_keys: IdempotencyKeyTable;
  jobs: JobTable;
}

export type Transaction = KyselyTransaction<Schema>;
/** A row as it is read. */
export type Row<Table extends keyof Schema> = Selectable<Schema[Table]>;
