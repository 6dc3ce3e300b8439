// How many endpoints have not accepted an event yet: the number behind `pending_webhooks`.
import type { Kysely } from 'kysely';
import type { Schema } from '#database/schema.ts';
import type { EventId } from '#kernel/id.ts';

/** Undelivered endpoints per event, failed ones included as Stripe counts them; an event without any is absent from the map. */
export async function pendingWebhooks(
  database: Kysely<Schema>,
  events: readonly EventId[],
): Promise<Map<EventId, number>> {
  if (events.length === 0) return new Map();
  const rows = await database
    .selectFrom('webhook_deliveries')
    .select((select) => ['event', select.fn.countAll<number>().as('pending')])
    .where('event', 'in', [...events])
    .where('status', '<>', 'delivered')
    .groupBy('event')
    .execute();
  return new Map(rows.map(({ event, pending }) => [event, pending]));
}
