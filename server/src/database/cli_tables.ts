// The tables of the Stripe CLI's listeners as types: column names and value types exactly as in migrations/.
import type { Generated } from 'kysely';
import type { CliDeliveryId, CliSessionId, EventId, MerchantId } from '#kernel/id.ts';

export interface CliSecretTable {
  merchant: MerchantId;
  livemode: boolean;
  secret: Uint8Array;
  created: Date;
}

export interface CliSessionTable {
  id: CliSessionId;
  merchant: MerchantId;
  livemode: boolean;
  device_name: string;
  websocket_hash: Uint8Array;
  /** The open socket that its events go to; null before the first one. */
  socket: string | null;
  created: Date;
  /** Events are kept for it until then. */
  listening_until: Date;
}

export interface CliDeliveryTable {
  id: CliDeliveryId;
  session: CliSessionId;
  event: EventId;
  status: 'pending' | 'acknowledged' | 'failed';
  resent: boolean;
  sends: Generated<number>;
  due_at: Date | null;
  created: Date;
  /** What the merchant's own server said, as far as the CLI told. */
  forward_url: string | null;
  status_code: number | null;
}
