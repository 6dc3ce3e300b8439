// What the Dashboard's pages are told of events, webhooks, keys, team, settings and the sandbox. Times are unix seconds.
import type { Count, Role } from './dashboard_objects.ts';

export interface EventRow {
  id: string;
  type: string;
  object_id: string;
  /** The connected account that it happened in; null: the business itself. */
  account: string | null;
  created: number;
  /** Webhook deliveries of this event. */
  delivered: number;
  failed: number;
  pending: number;
}

export interface DeliveryAttempt {
  attempt: number;
  started_at: number;
  duration_ms: number;
  outcome: 'delivered' | 'refused' | 'unreachable' | 'timeout' | 'blocked' | 'interrupted';
  status_code: number | null;
  detail: string | null;
}

export interface EventDetail {
  event: EventRow;
  payload: Record<string, unknown>;
  deliveries: {
    id: string;
    endpoint: { id: string; url: string };
    status: 'pending' | 'delivered' | 'failed';
    next_attempt_at: number | null;
    attempts: DeliveryAttempt[];
  }[];
}

export interface EndpointRow {
  id: string;
  url: string;
  description: string | null;
  enabled_events: string[];
  /** Gets what happens in connected accounts, and nothing of the merchant's own. */
  connect: boolean;
  api_version: string | null;
  status: 'enabled' | 'disabled';
  /** `failing`: we disabled it after days without one delivery; null: by hand, or it is enabled. */
  disabled_reason: 'failing' | null;
  failing_since: number | null;
  /** The former secret also signs until then. */
  previous_secret_until: number | null;
  failed: Count;
  created: number;
}

/** What a restricted key may be given `read` or `write` for; what it was not given is closed to it. `write` includes `read`. */
export const KEY_RESOURCES = [
  'customers',
  'connected_accounts',
  'accounts',
  'transactions',
  'authorizations',
  'sessions',
  'institutions',
  'payment_methods',
  'setup_intents',
  'payment_intents',
  'charges',
  'payouts',
  'tokens',
  'events',
  'webhook_endpoints',
  'test_helpers',
] as const;
export type KeyResource = (typeof KEY_RESOURCES)[number];
export type KeyLevel = 'read' | 'write';

/** How long the former secret of an endpoint, or a rolled key, may still be used. */
export const OVERLAP_HOURS_MAX = 168;

export interface ApiKeyRow {
  id: string;
  kind: 'secret' | 'publishable' | 'restricted';
  name: string | null;
  hint: string;
  permissions: Partial<Record<KeyResource, KeyLevel>> | null;
  created: number;
  expires_at: number | null;
  last_used_at: number | null;
}

export interface MemberRow {
  id: string;
  email: string;
  name: string | null;
  role: Role;
  state: 'confirmed' | 'invited';
  digest: boolean;
  created: number;
}

export interface SignInRow {
  id: string;
  current: boolean;
  user_agent: string | null;
  created: number;
  last_used_at: number;
}

export interface PasskeyRow {
  id: string;
  name: string | null;
  created: number;
}

export interface Settings {
  name: string;
  accent: string | null;
  logo_url: string | null;
  support_email: string | null;
  support_url: string | null;
  reply_to: string | null;
  default_locale: string;
  allowed_origins: string[];
}

export interface MailRow {
  id: string;
  type: string;
  to: string;
  subject: string | null;
  state: 'queued' | 'sending' | 'sent' | 'delivered' | 'bounced' | 'failed' | 'unknown';
  detail: string | null;
  session: string | null;
  created: number;
}

export interface TestClockRow {
  id: string;
  name: string | null;
  frozen_time: number;
  status: 'ready' | 'advancing' | 'internal_failure';
  customers: number;
}
