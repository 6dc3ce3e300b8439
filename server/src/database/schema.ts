// The tables as types: column names and value types exactly as in migrations/.
import type { Generated, Transaction as KyselyTransaction, Selectable } from 'kysely';
import type {
  AccountId,
  ApiKeyId,
  AuthorizationId,
  CustomerId,
  InstitutionId,
  MerchantId,
  TestClockId,
} from '#kernel/id.ts';
import type { BankTables } from './bank_tables.ts';
import type { CliDeliveryTable, CliSecretTable, CliSessionTable } from './cli_tables.ts';
import type { ConnectedAccountTable } from './connect_tables.ts';
import type { DataTables } from './data_tables.ts';
import type { ConsentTable, Life } from './grant_tables.ts';
import type {
  DigestTable,
  HostedLinkTable,
  MailTable,
  MemberTable,
  MerchantLogoTable,
  RelinkBatchItemTable,
  RelinkBatchTable,
  RelinkPolicyMarkTable,
  RelinkPolicyTable,
  SessionStepTable,
} from './hosted_tables.ts';
import type { IncidentTables } from './incident_tables.ts';
import type { Json } from './json.ts';
import type { PasskeyChallengeTable, PasskeyTable, SignInLinkTable, SignInTable } from './operator_tables.ts';
import type { PaymentMethodTables } from './payment_method_tables.ts';
import type { AchEntryTable, ChargeTable, PaymentIntentTable } from './payment_tables.ts';
import type { BankTokenTable, ExternalAccountTable, PayoutTable } from './payout_tables.ts';
import type { SecretTables } from './secret_tables.ts';
import type { BankVisitTable, SessionAccountTable, SessionTable } from './session_tables.ts';
import type {
  EventTable,
  IdempotencyKeyTable,
  JobTable,
  WebhookAttemptTable,
  WebhookDeliveryTable,
  WebhookEndpointTable,
} from './work_tables.ts';

/** Whom a link belongs to: a customer, a connected account of the merchant's, or nobody; never both. */
export type Holder = { customer: CustomerId | null; connected_account: MerchantId | null };
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

export interface MerchantTable {
  id: MerchantId;
  name: string;
  accent: string | null;
  logo_url: string | null;
  support_email: string | null;
  support_url: string | null;
  allowed_origins: string[];
  created: Date;
  reply_to: string | null;
  default_locale: Generated<string>;
  /** Whose connected account it is; null: a business of the installation. */
  platform: MerchantId | null;
}

export interface ApiKeyTable {
  id: ApiKeyId;
  merchant: MerchantId;
  livemode: boolean;
  kind: 'secret' | 'publishable' | 'restricted';
  hash: Uint8Array;
  sealed: Uint8Array;
  hint: string;
  created: Date;
  revoked_at: Date | null;
  name: string | null;
  /** Of a restricted key: what it may do with each resource. */
  permissions: Json<Record<string, 'read' | 'write'> | null>;
  expires_at: Date | null;
  last_used_at: Date | null;
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
  /** What open incidents make of it, whatever `status` says. */
  trouble: Generated<'degraded' | 'inactive' | null>;
  countries: string[];
  features: string[];
  routing_numbers: string[];
  url: string | null;
  protocol: Json<Record<string, unknown>>;
  policy: Json<Record<string, unknown>>;
  /** New links may be made at it. */
  offered: Generated<boolean>;
}

export interface AuthorizationTable extends Life {
  id: AuthorizationId;
  sequence: Generated<number>;
  merchant: MerchantId;
  livemode: boolean;
  customer: CustomerId | null;
  connected_account: MerchantId | null;
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
  /** The version of the credential whose consent was found to have ended. */
  died_version: Generated<number | null>;
  refused_version: Generated<number | null>;
  suspended_since: Generated<Date | null>;
  created: Date;
}

export interface AccountTable {
  id: AccountId;
  sequence: Generated<number>;
  merchant: MerchantId;
  livemode: boolean;
  customer: CustomerId | null;
  connected_account: MerchantId | null;
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
  /** Kept by the database from `account_numbers`. */
  number_kind: Generated<IdentifierType | null>;
  number_status: Generated<NumberStatus | null>;
  number_expires_at: Generated<Date | null>;
  /** Kept by the database: needs a relink from then on, on the customer's time. */
  attention_at: Generated<Date | null>;
  /** When the last relink e-mail was asked for that no success has answered, on the customer's time. */
  relink_asked_at: Generated<Date | null>;
  /** Kept by the database: when an active account ends by what is known today. */
  ends_at: Generated<Date | null>;
  /** What the bank says of an account that is neither well nor closed. */
  bank_state: Generated<'closing' | 'restricted' | null>;
  bank_state_since: Generated<Date | null>;
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
  /** Nacha's code with which money came back from this very number. */
  bounced_with: Generated<string | null>;
}

export interface Schema extends BankTables, DataTables, IncidentTables, PaymentMethodTables, SecretTables {
  merchants: MerchantTable;
  api_keys: ApiKeyTable;
  test_clocks: TestClockTable;
  customers: CustomerTable;
  connected_accounts: ConnectedAccountTable;
  institutions: InstitutionTable;
  authorizations: AuthorizationTable;
  consents: ConsentTable;
  accounts: AccountTable;
  account_numbers: AccountNumberTable;
  sessions: SessionTable;
  session_accounts: SessionAccountTable;
  payment_intents: PaymentIntentTable;
  charges: ChargeTable;
  ach_entries: AchEntryTable;
  bank_tokens: BankTokenTable;
  external_accounts: ExternalAccountTable;
  payouts: PayoutTable;
  bank_visits: BankVisitTable;
  events: EventTable;
  webhook_endpoints: WebhookEndpointTable;
  webhook_deliveries: WebhookDeliveryTable;
  webhook_attempts: WebhookAttemptTable;
  idempotency_keys: IdempotencyKeyTable;
  jobs: JobTable;
  members: MemberTable;
  merchant_logos: MerchantLogoTable;
  hosted_links: HostedLinkTable;
  session_steps: SessionStepTable;
  relink_batches: RelinkBatchTable;
  relink_batch_items: RelinkBatchItemTable;
  relink_policies: RelinkPolicyTable;
  digests: DigestTable;
  relink_policy_marks: RelinkPolicyMarkTable;
  mails: MailTable;
  sign_ins: SignInTable;
  sign_in_links: SignInLinkTable;
  passkeys: PasskeyTable;
  passkey_challenges: PasskeyChallengeTable;
  cli_secrets: CliSecretTable;
  cli_sessions: CliSessionTable;
  cli_deliveries: CliDeliveryTable;
}

export type Transaction = KyselyTransaction<Schema>;
/** A row as it is read. */
export type Row<Table extends keyof Schema> = Selectable<Schema[Table]>;
