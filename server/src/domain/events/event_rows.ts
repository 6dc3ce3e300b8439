// SQL of events: reading one, narrowing a list, counting what is still to be delivered.
import { type Expression, type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import type { Row, Schema } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { after, DAY_MS } from '#kernel/clock.ts';
import type { EventId } from '#kernel/id.ts';

export type Event = Row<'events'>;
export type EventQuery = SelectQueryBuilder<Schema, 'events', Event>;

/** How long an event can be read, in real time: its own `created` may lie in a test clock's future or past. */
export const KEPT_DAYS = 30;

/** The merchant's events of this mode that can still be read. */
export function readableEvents(context: Context): EventQuery {
  return keptEvents(context).where('events.merchant', '=', context.merchant.id);
}

/** The same of his connected accounts, which his endpoints for them are told of. */
export function connectedEvents(context: Context): EventQuery {
  const { trx, merchant } = context;
  const connected = trx.selectFrom('connected_accounts').select('id').where('platform', '=', merchant.id);
  return keptEvents(context).where('events.merchant', 'in', connected);
}

function keptEvents({ trx, livemode, clock }: Context): EventQuery {
  return trx
    .selectFrom('events')
    .selectAll('events')
    .where('events.livemode', '=', livemode)
    .where('events.recorded_at', '>', after(clock.now(), -KEPT_DAYS * DAY_MS));
}

export async function findEvent(context: Context, id: string): Promise<Event | null> {
  const row = await readableEvents(context)
    .where('events.id', '=', id as EventId)
    .executeTakeFirst();
  return row ?? null;
}

/** One of the merchant's own events, or of his connected accounts. */
export async function findEventAnywhere(context: Context, id: string): Promise<Event | null> {
  const own = await findEvent(context, id);
  const connected = connectedEvents(context).where('events.id', '=', id as EventId);
  return own ?? (await connected.executeTakeFirst()) ?? null;
}

/** An exact type, or all that begin with what stands before a final `*`. */
export function ofType(pattern: string): Expression<SqlBool> {
  if (!pattern.endsWith('*')) return sql<SqlBool>`events.type = ${pattern}`;
  const prefix = pattern.slice(0, -1).replace(/[\\%_]/g, '\\$&');
  return sql<SqlBool>`events.type like ${`${prefix}%`}`;
}

/** True: every endpoint that was to get the event has it. False: at least one has not got it, or never will. */
export function deliveredEverywhere(success: boolean): Expression<SqlBool> {
  const missing = sql<SqlBool>`exists (select from webhook_deliveries d where d.event = events.id and d.status <> 'delivered')`;
  return success ? sql<SqlBool>`not ${missing}` : missing;
}

/** How many endpoints have not got each event; events that are missing in the answer have none. */
export async function pendingWebhooks({ trx }: Context, events: EventId[]): Promise<Map<EventId, number>> {
  if (events.length === 0) return new Map();
  const rows = await trx
    .selectFrom('webhook_deliveries')
    .select(['event', sql<number>`count(*)::int`.as('count')])
    .where('event', 'in', events)
    .where('status', '<>', 'delivered')
    .groupBy('event')
    .execute();
  return new Map(rows.map(({ event, count }) => [event, count]));
}
