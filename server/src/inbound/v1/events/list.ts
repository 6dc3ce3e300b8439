// GET /v1/events
import type Stripe from 'stripe';
import { z } from 'zod';
import { deliveredEverywhere, findEvent, ofType, pendingWebhooks, readableEvents } from '#domain/events/event_rows.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { inRange, listPage } from '#inbound/http/list.ts';
import { array, boolean, exclusive, type ParamsOf, pagination, range, text } from '#inbound/http/params.ts';
import { presentEvent } from '#wire/event.ts';

const MAX_TYPES = 20;

const params = z.object({
  ...pagination,
  created: range().optional(),
  delivery_success: boolean().optional(),
  type: text({
    max: 100,
    pattern: /^[a-z0-9_.]*\*?$/,
    hint: 'must be an event type, or the beginning of one followed by *',
  }).optional(),
  types: array(text({ max: 100 }), { min: 1, max: MAX_TYPES }).optional(),
} satisfies ParamsOf<Stripe.EventListParams>);

export const list = endpoint({
  method: 'GET',
  path: '/v1/events',
  params,
  async run(context, { created, delivery_success, type, types, ...page }) {
    exclusive({ type, types }, 'type', 'types');
    let query = readableEvents(context);
    if (type !== undefined) query = query.where(ofType(type));
    if (types !== undefined) query = query.where('events.type', 'in', types);
    if (created !== undefined) query = query.where(inRange('events.created', created));
    if (delivery_success !== undefined) query = query.where(deliveredEverywhere(delivery_success));
    return listPage({
      query,
      cursor: async (id) => (await findEvent(context, id)) ?? undefined,
      noun: 'event',
      url: '/v1/events',
      params: page,
      present: async (rows) => {
        const pending = await pendingWebhooks(
          context,
          rows.map(({ id }) => id),
        );
        return rows.map((row) => presentEvent(row, { pending_webhooks: pending.get(row.id) ?? 0 }));
      },
    });
  },
});
