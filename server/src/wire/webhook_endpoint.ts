// How a webhook endpoint looks on the wire.
import type Stripe from 'stripe';
import type { Row } from '#database/schema.ts';
import { unixSeconds } from '#kernel/clock.ts';
import type { WebhookEndpointId } from '#kernel/id.ts';

export type WebhookEndpointObject = Omit<Stripe.WebhookEndpoint, 'lastResponse'>;
export type DeletedWebhookEndpointObject = Omit<Stripe.DeletedWebhookEndpoint, 'lastResponse'>;

/** `secret` only in the answer to the request that made the endpoint; null leaves the key out. */
export function presentWebhookEndpoint(
  endpoint: Row<'webhook_endpoints'>,
  secret: string | null,
): WebhookEndpointObject {
  return {
    id: endpoint.id,
    object: 'webhook_endpoint',
    api_version: endpoint.api_version,
    application: null,
    created: unixSeconds(endpoint.created),
    description: endpoint.description,
    enabled_events: endpoint.enabled_events,
    livemode: endpoint.livemode,
    metadata: endpoint.metadata,
    ...(secret === null ? {} : { secret }),
    status: endpoint.status,
    url: endpoint.url,
  };
}

export function presentDeletedWebhookEndpoint(id: WebhookEndpointId): DeletedWebhookEndpointObject {
  return { id, object: 'webhook_endpoint', deleted: true };
}
