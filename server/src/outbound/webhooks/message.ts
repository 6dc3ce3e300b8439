// What is sent for a delivery: the Event as the endpoint's version shows it, signed now.
import type { Vault } from '#domain/context.ts';
import { secretPlace } from '#domain/webhook_endpoints/delivery.ts';
import type { ClaimedDelivery } from '#domain/webhook_endpoints/delivery_rows.ts';
import { presentEvent } from '#wire/event.ts';
import { newestPreview, parseVersion } from '#wire/versions.ts';
import { signatureHeader } from './sign.ts';

export interface Message {
  url: string;
  headers: Record<string, string>;
  body: Buffer;
}

/** `sent` is real time: the receiver compares it with its own clock. Each try is composed anew. */
export function composeMessage(
  { endpoint, event, pending_webhooks }: ClaimedDelivery,
  vault: Vault,
  sent: Date,
): Message {
  const version = (endpoint.api_version === null ? null : parseVersion(endpoint.api_version)) ?? newestPreview;
  const object = presentEvent(event, { version, pending_webhooks });
  const body = Buffer.from(JSON.stringify(object, null, 2));
  return { url: endpoint.url, headers: headersOf(body, secretsOf(endpoint, vault, sent), sent), body };
}

/** What a signed body is sent with. */
export function headersOf(body: Buffer | string, secrets: readonly string[], sent: Date): Record<string, string> {
  return {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-cache',
    accept: '*/*',
    'user-agent': 'Relink/1.0 (+webhooks)',
    'stripe-signature': signatureHeader(body, secrets, sent),
  };
}

/** Two while a rolled secret overlaps with its successor, so that the receiver may verify with either. */
function secretsOf(endpoint: ClaimedDelivery['endpoint'], { sealer }: Vault, sent: Date): string[] {
  const current = sealer.open(endpoint.secret, secretPlace(endpoint));
  const { previous_secret, previous_secret_until } = endpoint;
  if (previous_secret === null || previous_secret_until === null || previous_secret_until <= sent) return [current];
  return [current, sealer.open(previous_secret, secretPlace(endpoint, 'previous_secret'))];
}
