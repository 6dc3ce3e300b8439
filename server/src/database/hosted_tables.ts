// The tables of hosted relink, mail and members as types: column names and value types exactly as in migrations/.
import type { Generated } from 'kysely';
import type { AccountId, MailId, MemberId, MerchantId, RelinkBatchId, SessionId } from '#kernel/id.ts';
import type { Json } from './json.ts';

export type Role = 'owner' | 'operator' | 'viewer';
export type MailState = 'queued' | 'sending' | 'sent' | 'delivered' | 'bounced' | 'failed' | 'unknown';
export type MailType =
  | 'relink_request'
  | 'member_invitation'
  | 'sign_in'
  | 'webhook_failing'
  | 'webhook_disabled'
  | 'digest';

export interface MemberTable {
  id: MemberId;
  sequence: Generated<number>;
  merchant: MerchantId;
  /** Lower case. */
  email: string;
  name: string | null;
  role: Role;
  invited_by: MemberId | null;
  created: Date;
  confirmed_at: Date | null;
  removed_at: Date | null;
  digest: Generated<boolean>;
}

export interface MerchantLogoTable {
  merchant: MerchantId;
  media_type: 'image/png' | 'image/jpeg' | 'image/webp';
  hash: string;
  body: Uint8Array;
  created: Date;
}

export interface HostedLinkTable {
  session: SessionId;
  number: number;
  token_hash: Uint8Array;
  token_sealed: Uint8Array;
  created: Date;
  expires_at: Date;
}

/** What can happen to a hosted session, as operators read it. */
export type Step =
  | 'requested'
  | 'sent'
  | 'not_sent'
  | 'sending_unknown'
  | 'delivered'
  | 'bounced'
  | 'opened'
  | 'at_bank'
  | 'returned'
  | 'renewed'
  | 'expired'
  | 'succeeded'
  | 'failed'
  | 'cancelled'
  | 'superseded';

export interface SessionStepTable {
  sequence: Generated<number>;
  session: SessionId;
  step: Step;
  detail: Json<Record<string, unknown>>;
  at: Date;
  recorded_at: Date;
}

export interface RelinkBatchTable {
  id: RelinkBatchId;
  sequence: Generated<number>;
  merchant: MerchantId;
  livemode: boolean;
  source: 'dashboard' | 'policy';
  requested_by: MemberId | null;
  request_key: string;
  selection: Json<Record<string, unknown>>;
  state: 'running' | 'done' | 'stopped';
  total: number;
  requested: Generated<number>;
  refused: Generated<number>;
  created: Date;
  finished_at: Date | null;
}

export interface RelinkBatchItemTable {
  batch: RelinkBatchId;
  position: number;
  account: AccountId;
  state: 'waiting' | 'requested' | 'refused';
  reason: string | null;
  session: SessionId | null;
}

export interface RelinkPolicyTable {
  merchant: MerchantId;
  livemode: boolean;
  enabled: boolean;
  when_relinkable: boolean;
  days_before: number[];
  quiet_from: number;
  quiet_until: number;
  time_zone: string;
  daily_cap: number;
  updated: Date;
}

/** The newest week, by its Monday, of which the operators were told. */
export interface DigestTable {
  merchant: MerchantId;
  livemode: boolean;
  week: string;
}

/** What the policy has seen of an account and asked for already. All times are the customer's. */
export interface RelinkPolicyMarkTable {
  account: AccountId;
  broken_asked: boolean;
  ends_at: Date | null;
  known_at: Date | null;
  reminded: number | null;
  failed: number;
}

export interface MailTable {
  id: MailId;
  sequence: Generated<number>;
  merchant: MerchantId;
  livemode: boolean;
  type: MailType;
  session: SessionId | null;
  recipient: string;
  data: Json<Record<string, unknown>>;
  /** A link that only this mail may tell, sealed to the row. */
  secret: Uint8Array | null;
  language: string | null;
  subject: string | null;
  /** HTML and text as sent, sealed to the row. */
  body: Uint8Array | null;
  /** Given when the mail is marked for sending, and the same ever after. */
  message_id: string | null;
  state: MailState;
  detail: string | null;
  created: Date;
  recorded_at: Date;
  sent_at: Date | null;
}
