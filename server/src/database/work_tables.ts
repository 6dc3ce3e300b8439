// The tables of events, webhooks, idempotency and jobs as types: column names and value types exactly as in migrations/.
import type { Generated } from 'kysely';
import type { DeliveryId, EventId, MerchantId, TestClockId, WebhookEndpointId } from '#kernel/id.ts';
import type { Json } from './json.ts';

export interface EventTable {
  id: EventId;
  sequence: Generated<number>;
  merchant: MerchantId;
  livemode: boolean;
  /** The connected account that it happened in, which is its merchant then. */
  account: MerchantId | null;
  type: string;
  object_id: string;
  data: Json<{ object: Record<string, unknown>; previous_attributes?: Record<string, unknown> }>;
  request_id: string | null;
  idempotency_key: string | null;
  created: Date;
  recorded_at: Date;
}

export interface WebhookEndpointTable {
  id: WebhookEndpointId;
  sequence: Generated<number>;
  merchant: MerchantId;
  livemode: boolean;
  url: string;
  enabled_events: string[];
  api_version: string | null;
  description: string | null;
  /** Gets what happens in the merchant's connected accounts, and nothing of his own. */
  connect: Generated<boolean>;
  metadata: Json<Record<string, string>>;
  secret: Uint8Array;
  status: 'enabled' | 'disabled';
  created: Date;
  deleted_at: Date | null;
  /** Signs, too, until `previous_secret_until`: the overlap of a rolled secret. */
  previous_secret: Uint8Array | null;
  previous_secret_until: Date | null;
  failing_since: Date | null;
  warned_at: Date | null;
  /** Why we disabled it; null where a person did, or it is enabled. */
  disabled_reason: 'failing' | null;
}

export interface WebhookDeliveryTable {
  id: DeliveryId;
  event: EventId;
  endpoint: WebhookEndpointId;
  status: 'pending' | 'delivered' | 'failed';
  attempts: Generated<number>;
  due_at: Date | null;
  lease_until: Date | null;
  created: Date;
  /** When it was last sent again by hand: a new round of tries began. */
  resent_at: Date | null;
  /** Attempts of earlier rounds. */
  earlier_attempts: Generated<number>;
}

export interface WebhookAttemptTable {
  delivery: DeliveryId;
  attempt: number;
  started_at: Date;
  duration_ms: number;
  outcome: 'delivered' | 'refused' | 'unreachable' | 'timeout' | 'blocked' | 'interrupted';
  status_code: number | null;
  detail: string | null;
}

export interface IdempotencyKeyTable {
  merchant: MerchantId;
  livemode: boolean;
  key: string;
  request_hash: Uint8Array;
  request_id: string;
  /** The job that the answer waits for, while there is none. */
  job: number | null;
  status: number | null;
  body: Uint8Array | null;
  created: Date;
}

export interface JobTable {
  id: Generated<number>;
  kind: string;
  payload: Json<Record<string, unknown>>;
  unique_key: string | null;
  test_clock: TestClockId | null;
  due_at: Date;
  attempts: Generated<number>;
  /** Real time before which a failed try is not repeated. */
  not_before: Date | null;
  /** While running: when another process may take the job over. */
  lease_until: Date | null;
  state: Generated<'waiting' | 'running' | 'done' | 'failed'>;
  error: string | null;
  created: Date;
  finished_at: Date | null;
}
