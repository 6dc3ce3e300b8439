// Webhook endpoints: making, changing and deleting them, and what may be one.
import type { Updateable } from 'kysely';
import { json } from '#database/json.ts';
import type { Schema } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { type Metadata, mergeMetadata } from '#domain/metadata.ts';
import { newId } from '#kernel/id.ts';
import { secretPlace } from './delivery.ts';
import { newEndpointSecret } from './endpoint_secret.ts';
import { countEndpoints, type WebhookEndpoint } from './webhook_endpoint_rows.ts';

/** As Stripe: per account and mode. */
export const MAX_ENDPOINTS = 16;

export interface EndpointFields {
  url?: string;
  enabled_events?: string[];
  description?: string | null;
  metadata?: Metadata | null;
  status?: 'enabled' | 'disabled';
  api_version?: string | null;
}

export interface NewEndpoint extends EndpointFields {
  url: string;
  enabled_events: string[];
  /** Gets what happens in connected accounts, and nothing of the merchant's own. */
  connect: boolean;
  api_version: string | null;
}

/** Why an endpoint cannot be written as asked. */
export type EndpointProblem = 'too_many' | 'too_much_metadata';

/** Why a URL cannot be delivered to; null where it can. `live` takes https only, as Stripe does. */
export function urlProblem(text: string, live: boolean): 'not_a_url' | 'not_http' | 'not_https' | 'credentials' | null {
  if (!URL.canParse(text)) return 'not_a_url';
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'not_http';
  if (live && url.protocol !== 'https:') return 'not_https';
  // A name and password would show in every place where the URL is shown.
  return url.username !== '' || url.password !== '' ? 'credentials' : null;
}

/** With the secret; afterwards only `revealEndpointSecret` shows it. */
export async function createWebhookEndpoint(
  context: Context,
  fields: NewEndpoint,
): Promise<{ endpoint: WebhookEndpoint; secret: string } | EndpointProblem> {
  const { trx, random, vault, merchant, livemode, clock } = context;
  if ((await countEndpoints(context)) >= MAX_ENDPOINTS) return 'too_many';
  const metadata = mergeMetadata({}, fields.metadata ?? null);
  if (metadata === null) return 'too_much_metadata';
  const id = newId('we', random);
  const secret = newEndpointSecret(random);
  const endpoint = await trx
    .insertInto('webhook_endpoints')
    .values({
      id,
      merchant: merchant.id,
      livemode,
      url: fields.url,
      enabled_events: fields.enabled_events,
      connect: fields.connect,
      api_version: fields.api_version,
      description: fields.description ?? null,
      metadata: json(metadata),
      secret: vault.sealer.seal(secret, secretPlace({ id, merchant: merchant.id })),
      status: 'enabled',
      created: clock.now(),
      deleted_at: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { endpoint, secret };
}

/** `endpoint` must be locked. */
export async function updateWebhookEndpoint(
  context: Context,
  endpoint: WebhookEndpoint,
  fields: EndpointFields,
): Promise<WebhookEndpoint | EndpointProblem> {
  const { metadata, ...plain } = fields;
  const changes: Updateable<Schema['webhook_endpoints']> = { ...plain, ...freshStart(endpoint, fields) };
  if (metadata !== undefined) {
    const merged = mergeMetadata(endpoint.metadata, metadata);
    if (merged === null) return 'too_much_metadata';
    changes.metadata = json(merged);
  }
  if (Object.values(changes).every((value) => value === undefined)) return endpoint;
  return context.trx
    .updateTable('webhook_endpoints')
    .set(changes)
    .where('id', '=', endpoint.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** An endpoint that is enabled again or moves elsewhere has not failed yet; one that a person disables needs no reason of ours. */
function freshStart({ url, status }: WebhookEndpoint, fields: EndpointFields): Updateable<Schema['webhook_endpoints']> {
  const moved = fields.url !== undefined && fields.url !== url;
  const switched = fields.status !== undefined && fields.status !== status;
  return {
    ...(switched && { disabled_reason: null }),
    ...((moved || (switched && fields.status === 'enabled')) && { failing_since: null, warned_at: null }),
  };
}

/** Keeps the row, because deliveries point to it; nothing is sent to it any more. */
export async function deleteWebhookEndpoint(context: Context, endpoint: WebhookEndpoint): Promise<void> {
  await context.trx
    .updateTable('webhook_endpoints')
    .set({ deleted_at: context.clock.now() })
    .where('id', '=', endpoint.id)
    .execute();
}
