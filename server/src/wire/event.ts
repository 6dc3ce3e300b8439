// How an event looks on the wire.
import type Stripe from 'stripe';
import type { Row } from '#database/schema.ts';
import { unixSeconds } from '#kernel/clock.ts';
import { type ApiVersion, newestPreview, render, renderFields } from './versions.ts';

export type EventObject = Omit<Stripe.EventBase, 'data' | 'type'> & {
  type: string;
  data: { object: Record<string, unknown>; previous_attributes?: Record<string, unknown> };
};

/**
 * `version` renders the data and is named in `api_version`: an endpoint's own for its webhooks, otherwise the one that
 * every key has by default. `pending_webhooks` counts the endpoints that have not got the event yet.
 */
export function presentEvent(
  event: Row<'events'>,
  { version = newestPreview, pending_webhooks }: { version?: ApiVersion; pending_webhooks: number },
): EventObject {
  return {
    id: event.id,
    object: 'event',
    ...(event.account === null ? {} : { account: event.account }),
    api_version: version.text,
    created: unixSeconds(event.created),
    data: presentData(event.data, version),
    livemode: event.livemode,
    pending_webhooks,
    request: { id: event.request_id, idempotency_key: event.idempotency_key },
    type: event.type,
  };
}

function presentData(data: Row<'events'>['data'], version: ApiVersion): EventObject['data'] {
  const object = render(data.object, version);
  if (data.previous_attributes === undefined) return { object };
  return { object, previous_attributes: renderFields(String(object.object), data.previous_attributes, version) };
}
