// Calls about events: the list, and one event with its payload and every try to deliver it.
import { type SqlBool, sql } from 'kysely';
import { z } from 'zod';
import {
  connectedEvents,
  type Event,
  findEventAnywhere,
  ofType,
  pendingWebhooks,
  readableEvents,
} from '#domain/events/event_rows.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { text } from '#inbound/http/params.ts';
import { unixSeconds } from '#kernel/clock.ts';
import type { EventDetail } from '#wire/dashboard_workspace.ts';
import { presentEvent } from '#wire/event.ts';
import { call, type DashboardContext } from '../call.ts';
import { pageOf, type Stretch, stretchOf } from '../paging.ts';
import { id, only, paging } from '../reading.ts';
import { eventRows } from './rows.ts';

const DELIVERIES_MAX = 100;
const ATTEMPTS_MAX = 500;

export const eventFilter = {
  type: text({
    max: 100,
    pattern: /^[a-z0-9_.]*\*?$/,
    hint: 'must be an event type, or the beginning of one followed by *',
  }).optional(),
  object: id().optional(),
  failed: only().optional(),
  connected: only().optional(),
};

interface Filter {
  type?: string | undefined;
  object?: string | undefined;
  failed?: true | undefined;
  /** Those of connected accounts instead of the merchant's own. */
  connected?: true | undefined;
}

export async function eventsWhere(
  context: DashboardContext,
  { type, object, failed, connected }: Filter,
  { place, backwards, rows }: Stretch,
): Promise<Event[]> {
  let query = connected ? connectedEvents(context) : readableEvents(context);
  if (type !== undefined) query = query.where(ofType(type));
  if (object !== undefined) query = query.where('events.object_id', '=', object);
  if (failed) query = query.where(anywhereFailed());
  if (place !== null) query = query.where('events.sequence', backwards ? '>' : '<', place.sequence);
  return await query
    .orderBy('events.sequence', backwards ? 'asc' : 'desc')
    .limit(rows)
    .execute();
}

function anywhereFailed() {
  return sql<SqlBool>`exists (select from webhook_deliveries d where d.event = events.id and d.status = 'failed')`;
}

export const listEvents = call('GET /events', {
  role: 'viewer',
  query: z.object({ ...paging, ...eventFilter }),
  run: async (context, { query: { type, object, failed, connected, ...paged } }) => {
    const stretch = stretchOf(paged);
    const found = await eventsWhere(context, { type, object, failed, connected }, stretch);
    return await pageOf(found, stretch, (shown) => eventRows(context, shown));
  },
});

export const retrieveEvent = call('GET /events/:id', {
  role: 'viewer',
  run: async (context, { path }) => {
    const event = await findEventAnywhere(context, path.id);
    if (event === null) throw noSuch('event', path.id, null);
    return await eventDetail(context, event);
  },
});

export async function eventDetail(context: DashboardContext, event: Event): Promise<EventDetail> {
  const [row] = await eventRows(context, [event]);
  const pending = await pendingWebhooks(context, [event.id]);
  return {
    event: row!,
    payload: { ...presentEvent(event, { pending_webhooks: pending.get(event.id) ?? 0 }) },
    deliveries: await deliveriesOf(context, event),
  };
}

async function deliveriesOf({ trx }: DashboardContext, event: Event): Promise<EventDetail['deliveries']> {
  const deliveries = await trx
    .selectFrom('webhook_deliveries as d')
    .innerJoin('webhook_endpoints as e', 'e.id', 'd.endpoint')
    .select(['d.id', 'd.status', 'd.due_at', 'e.id as endpoint', 'e.url'])
    .where('d.event', '=', event.id)
    .orderBy('e.sequence')
    .limit(DELIVERIES_MAX)
    .execute();
  if (deliveries.length === 0) return [];
  const attempts = await trx
    .selectFrom('webhook_attempts')
    .selectAll()
    .where(
      'delivery',
      'in',
      deliveries.map((delivery) => delivery.id),
    )
    .orderBy('attempt')
    .limit(ATTEMPTS_MAX)
    .execute();
  return deliveries.map(({ id, status, due_at, endpoint, url }) => ({
    id,
    endpoint: { id: endpoint, url },
    status,
    next_attempt_at: due_at && unixSeconds(due_at),
    attempts: attempts
      .filter((attempt) => attempt.delivery === id)
      .map(({ delivery: _, started_at, ...attempt }) => ({ ...attempt, started_at: unixSeconds(started_at) })),
  }));
}
