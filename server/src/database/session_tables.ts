// The tables of sessions and of visits to a bank as types: column names and value types exactly as in migrations/.
import type { Generated } from 'kysely';
import type {
  AccountId,
  AuthorizationId,
  BankVisitId,
  CustomerId,
  InstitutionId,
  MemberId,
  MerchantId,
  RelinkBatchId,
  SessionId,
  TestClockId,
} from '#kernel/id.ts';
import type { Json } from './json.ts';
import type { BillingDetails } from './payment_method_tables.ts';
import type { FailureReason, Permission, SessionStatus, Subcategory, VisitState } from './schema.ts';

export interface SessionTable {
  id: SessionId;
  sequence: Generated<number>;
  merchant: MerchantId;
  livemode: boolean;
  customer: CustomerId | null;
  connected_account: MerchantId | null;
  test_clock: TestClockId | null;
  /** Of a modal session only, as are the sealed secret and `expires_at`. */
  client_secret_hash: Uint8Array | null;
  client_secret_sealed: Uint8Array | null;
  permissions: Permission[];
  prefetch: string[];
  filter_subcategories: Subcategory[] | null;
  filter_countries: string[] | null;
  filter_institution: InstitutionId | null;
  filter_payment_support: 'all' | 'at_least_one' | 'none' | null;
  limit_accounts: number | null;
  /** `required`: an intent that takes micro-deposits only. */
  manual_entry: 'automatic' | 'custom' | 'disabled' | 'required' | null;
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
  expires_at: Date | null;
  finished_at: Date | null;
  ui_mode: Generated<'modal' | 'hosted'>;
  delivery_method: 'url' | 'email' | null;
  source: Generated<'api' | 'dashboard' | 'policy' | 'page'>;
  requested_by: MemberId | null;
  batch: RelinkBatchId | null;
  opened_at: Date | null;
  /** The browser that goes through the hosted page. */
  page_hash: Uint8Array | null;
  superseded_by: SessionId | null;
  /** Asked for by a policy, ahead of this end that the bank has announced, while the link still works. */
  renews_before: Date | null;
  /** The setup or payment intent that the account is collected for. */
  intent: string | null;
  billing_details: Json<BillingDetails | null>;
  /** Of the account number that the customer typed in. */
  typed_last4: string | null;
  bank_account_token: string | null;
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
