// Events as the Dashboard lists them, with how many endpoints have got each.
import { sql } from 'kysely';
import type { Context } from '#domain/context.ts';
import { type Event, readableEvents } from '#domain/events/event_rows.ts';
import { unixSeconds } from '#kernel/clock.ts';
import type { EventId } from '#kernel/id.ts';
import type { EventRow } from '#wire/dashboard_workspace.ts';

type Listed = Pick<Event, 'id' | 'type' | 'object_id' | 'account' | 'created'>;

export async function eventRows({ trx }: Pick<Context, 'trx'>, events: readonly Listed[]): Promise<EventRow[]> {
  const ids = events.map((event) => event.id);
  const counts = await trx
    .selectFrom('webhook_deliveries')
    .select(['event', 'status', sql<number>`count(*)::int`.as('count')])
    .where('event', '=', sql<EventId>`any(${ids}::text[])`)
    .groupBy(['event', 'status'])
    .execute();
  const countOf = (id: EventId, status: string) =>
    counts.find((row) => row.event === id && row.status === status)?.count ?? 0;
  return events.map(({ id, type, object_id, account, created }) => ({
    id,
    type,
    object_id,
    account,
    created: unixSeconds(created),
    delivered: countOf(id, 'delivered'),
    failed: countOf(id, 'failed'),
    pending: countOf(id, 'pending'),
  }));
}

/** The newest events about any of the objects. */
export async function eventRowsOf(context: Context, objects: readonly string[], most: number): Promise<EventRow[]> {
  const events = await readableEvents(context)
    .where('events.object_id', '=', sql<string>`any(${objects}::text[])`)
    .orderBy('events.sequence', 'desc')
    .limit(most)
    .execute();
  return await eventRows(context, events);
}
