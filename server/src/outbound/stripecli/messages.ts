// The messages on a listener's socket, as the Stripe CLI reads and writes them.

import type { ClaimedCliDelivery } from '#domain/stripecli/cli_delivery_rows.ts';
import { headersOf } from '#outbound/webhooks/message.ts';
import { presentEvent } from '#wire/event.ts';
import { type ApiVersion, newestGeneral, newestPreview } from '#wire/versions.ts';

/** Marks the copy that only `--latest` takes. */
const LATEST = '_latest';
const URL_MAX = 2048;

/**
 * An event as two messages: the CLI drops the one that it was not started for. The one in the default version comes last and
 * is the one whose acknowledgement counts, because sockets keep the order.
 */
export function composeMessages(delivery: ClaimedCliDelivery, secret: string, sent: Date): string[] {
  return [compose(delivery, secret, sent, newestGeneral), compose(delivery, secret, sent, null)];
}

function compose(
  { id, event, pending_webhooks }: ClaimedCliDelivery,
  secret: string,
  sent: Date,
  latest: ApiVersion | null,
): string {
  const payload = JSON.stringify(presentEvent(event, { version: latest ?? newestPreview, pending_webhooks }), null, 2);
  return JSON.stringify({
    type: 'webhook_event',
    // Null says: the default version of the key.
    endpoint: { api_version: latest?.text ?? null },
    event_payload: payload,
    http_headers: headersOf(payload, [secret], sent),
    webhook_conversation_id: `${id}${latest === null ? '' : LATEST}`,
    webhook_id: id,
  });
}

/** What the CLI says about a delivery. */
export type Word =
  | { kind: 'received'; delivery: string }
  | { kind: 'answered'; delivery: string; forward_url: string | null; status_code: number | null };

/** Null for what says nothing to us: an acknowledgement of the other copy, a message of another kind, no JSON, a NUL in it. */
export function readWord(text: string): Word | null {
  const message = parse(text);
  if (typeof message?.webhook_conversation_id !== 'string') return null;
  const conversation = message.webhook_conversation_id;
  switch (message.type) {
    case 'event_ack':
      return conversation.endsWith(LATEST) ? null : { kind: 'received', delivery: conversation };
    case 'webhook_response': {
      const { status, forward_url } = message;
      return {
        kind: 'answered',
        delivery: conversation.replace(LATEST, ''),
        forward_url: typeof forward_url === 'string' ? forward_url.slice(0, URL_MAX) : null,
        status_code: Number.isInteger(status) && Number(status) >= 100 && Number(status) <= 999 ? Number(status) : null,
      };
    }
    default:
      return null;
  }
}

function parse(text: string): Record<string, unknown> | null {
  // The words are written down together, and the database takes none of them with a NUL.
  if (text.includes('\\u0000')) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
