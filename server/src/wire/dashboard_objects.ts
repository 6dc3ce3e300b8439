// What the Dashboard's pages are told, as types that the pages import too. Times are unix seconds; ids are the API's own.

import type { EventRow } from './dashboard_workspace.ts';

/** Exact up to a limit; `capped` means "this many and more". */
export interface Count {
  value: number;
  capped: boolean;
}

/** One page of a list. Cursors are opaque; null: there is nothing in that direction. */
export interface Page<Item> {
  data: Item[];
  next: string | null;
  previous: string | null;
}

export type Role = 'owner' | 'operator' | 'viewer';

export interface Me {
  member: { id: string; email: string; name: string | null; role: Role };
  merchant: { id: string; name: string; accent: string | null; logo_url: string | null };
  /** Every merchant that this person is a member of. */
  merchants: { id: string; name: string; role: Role }[];
  mode: 'sandbox' | 'live';
}

export type Cause =
  | 'access_denied'
  | 'access_expired'
  | 'account_closed'
  | 'account_unavailable'
  | 'institution_requirement'
  | 'unspecified';

export interface InstitutionLabel {
  id: string;
  name: string;
  initials: string;
  color: string;
}

/** A bank of the merchant's accounts that is in trouble, or that we are in trouble with. */
export interface BankTrouble {
  institution: InstitutionLabel;
  /** The last three are told to owners. */
  kind: 'outage' | 'maintenance' | 'recipient_suspended' | 'client_rejected' | 'certificate_expiring';
  since: number;
  /** When it ends as announced, or when the certificate runs out. */
  expected_until: number | null;
}

export interface HolderLabel {
  /** A customer, or a connected account. */
  type: 'customer' | 'account';
  id: string;
  name: string | null;
  email: string | null;
}

/** Where the newest hosted relink of an account stands. */
export type RelinkState =
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

export interface RelinkStatus {
  session: string;
  state: RelinkState;
  at: number;
  delivery_method: 'url' | 'email';
}

export interface AccountRow {
  id: string;
  display_name: string | null;
  last4: string | null;
  subcategory: string;
  institution: InstitutionLabel;
  holder: HolderLabel | null;
  status: 'active' | 'inactive' | 'disconnected';
  cause: Cause | null;
  action: 'none' | 'relink_required' | null;
  number: {
    kind: 'account_number' | 'tokenized_account_number';
    status: 'transactable' | 'deactivated' | 'pending' | 'expired';
    expires_at: number | null;
  } | null;
  expected_deactivation_at: number | null;
  /** When its data was read last; where none is asked for, when the bank last answered for the link. */
  last_refreshed_at: number | null;
  needs_relink: boolean;
  /** It works, and its access or its number ends within 30 days of the customer's time: what the filter of this name shows. */
  expiring: boolean;
  /** What the bank says of it while it is there: it will be closed, or no money moves. */
  bank_state: 'closing' | 'restricted' | null;
  relink: RelinkStatus | null;
  /** Until then no further e-mail (the 48 hours); null: no pause. */
  paused_until: number | null;
  created: number;
}

/** Why an account is left out of a request; worded by the page. `inbound` copies domain/connections/hosted_relink.ts. */
export type RefusalReason =
  | 'disconnected'
  | 'cannot_be_repaired'
  | 'needs_no_relink'
  | 'no_holder'
  | 'no_email'
  | 'email_not_confirmed'
  | 'asked_recently';

export interface AccountSummary {
  total: Count;
  active: Count;
  inactive: Count;
  disconnected: Count;
  needs_relink: Count;
  expiring: Count;
  not_repairable: Count;
}

export interface TimelineEntry {
  session: string;
  /** `waiting`: the mail server has put the e-mail off, for the reason in `detail`. */
  step: RelinkState | 'waiting';
  at: number;
  /** For example `{source, delivery_method}`, `{error}`, `{kind, found}`, `{matched_by, changes}`. Holds no secret. */
  detail: Record<string, unknown>;
}

/** Which key matched at the last relink, what changed, what was refused. */
export interface MatchReport {
  at: number;
  session: string;
  matched_by: 'bank_account_id' | 'account_number' | null;
  changes: { field: string; before: string | null; after: string | null }[];
  refused: { reason: string; found: { display_name: string | null; last4: string | null }[] } | null;
}

export interface AccountDetail {
  account: AccountRow;
  /** Null: a relink e-mail may be requested now. */
  problem: { reason: RefusalReason; next_at: number | null } | null;
  permissions: string[];
  /** As the bank told it last, in the currency's smallest unit; null: never, or not allowed. */
  balance: { current: number; currency: string; as_of: number } | null;
  /** What is refreshed every day. */
  subscriptions: string[];
  authorization: {
    id: string;
    status: string;
    cause: Cause | null;
    action: string | null;
    expected_deactivation_at: number | null;
    bank_user: string | null;
    created: number;
  };
  siblings: AccountRow[];
  timeline: TimelineEntry[];
  match_report: MatchReport | null;
  events: EventRow[];
  /** The API's object, as JSON. */
  raw: Record<string, unknown>;
}

export interface MailPreview {
  language: string;
  subject: string;
  html: string;
  text: string;
}

export interface RelinkPreview {
  /** How many the request names, and how many of them will be written to. */
  selected: number;
  eligible: number;
  /** How many customers these e-mails go to: a customer gets one for each of the accounts. */
  customers: number;
  refused: { reason: RefusalReason; count: number; accounts: AccountRow[] }[];
  /** The first of those who will be written to. */
  accounts: AccountRow[];
  /** As the first of them will get it. */
  mail: MailPreview | null;
}

export interface Batch {
  id: string;
  source: 'dashboard' | 'policy';
  requested_by: { id: string; email: string; name: string | null } | null;
  state: 'running' | 'done' | 'stopped';
  total: number;
  requested: number;
  refused: number;
  created: number;
  finished_at: number | null;
}

export interface BatchItem {
  account: AccountRow;
  state: 'waiting' | 'requested' | 'refused';
  reason: RefusalReason | null;
}

export interface BatchDetail extends Batch {
  refusals: { reason: RefusalReason; count: number }[];
}

export interface CustomerRow {
  id: string;
  name: string | null;
  email: string | null;
  accounts: number;
  created: number;
}

export interface CustomerDetail {
  customer: CustomerRow & { phone: string | null; preferred_locales: string[]; test_clock: string | null };
  accounts: AccountRow[];
  /** False in the sandbox where no confirmed member has this address, so no mail can go there. */
  email_reachable: boolean;
  events: EventRow[];
  raw: Record<string, unknown>;
}

export interface ConnectedAccountRow {
  id: string;
  name: string | null;
  email: string | null;
  /** Linked accounts that it holds. */
  accounts: number;
  created: number;
}

export interface ConnectedAccountDetail {
  connected_account: ConnectedAccountRow & { type: string; country: string };
  accounts: AccountRow[];
  /** As of a customer. */
  email_reachable: boolean;
  /** About its links and about itself. */
  events: EventRow[];
  raw: Record<string, unknown>;
}

export interface Policy {
  enabled: boolean;
  when_relinkable: boolean;
  /** Of 30, 7 and 1. */
  days_before: number[];
  quiet_from: number;
  quiet_until: number;
  time_zone: string;
  daily_cap: number;
}

export interface PolicyDryRun {
  now: RelinkPreview;
  /** Per coming day how many would fall due. */
  upcoming: { date: string; count: number }[];
}

export interface Health {
  deactivations: { cause: Cause; institution: InstitutionLabel; count: number }[];
  deactivations_by_day: { date: string; count: number }[];
  funnel: { requested: number; sent: number; opened: number; at_bank: number; succeeded: number };
  expiring: { week: string; deactivations: number; numbers: number }[];
}
