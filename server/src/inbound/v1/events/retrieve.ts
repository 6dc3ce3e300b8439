// GET /v1/events/:event
import { findEvent, pendingWebhooks } from '#domain/events/event_rows.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { noParams } from '#inbound/http/params.ts';
import { presentEvent } from '#wire/event.ts';

export const retrieve = endpoint({
  method: 'GET',
  path: '/v1/events/:event',
  params: noParams,
  async run(context, _params, path) {
    const event = await findEvent(context, path.event);
    if (event === null) throw noSuch('event', path.event, null);
    const pending = await pendingWebhooks(context, [event.id]);
    return presentEvent(event, { pending_webhooks: pending.get(event.id) ?? 0 });
  },
});
