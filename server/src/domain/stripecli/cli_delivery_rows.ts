// SQL of events on their way to listeners of the Stripe CLI: made beside webhook deliveries, sent by the process that holds the socket.
import { type Kysely, sql } from 'kysely';
import type { Row, Schema, Transaction } from '#database/schema.ts';
import { notify } from '#database/transact.ts';
import type { Context } from '#domain/context.ts';
import { type CliDeliveryId, type CliSessionId, type EventId, newId } from '#kernel/id.ts';
import { MAX_LISTENERS } from './cli_session.ts';

/** The wake-up channel of the processes that hold sockets. */
export const CLI_CHANNEL = 'relink_cli_deliveries';

/** An event that was sent to a listener so often, over one socket after another, stays unsent. */
const MAX_SENDS = 20;

/** Whether a listener hears the merchant's events now, his own or his platform's: one that has opened its socket, also while it opens the next. */
export async function isListenedTo({ trx, merchant, livemode, clock }: Context): Promise<boolean> {
  const row = await trx
    .selectFrom('cli_sessions')
    .select('id')
    .where('merchant', 'in', merchant.platform === null ? [merchant.id] : [merchant.id, merchant.platform])
    .where('livemode', '=', livemode)
    .where('listening_until', '>', clock.now())
    .where('socket', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** The listeners that hear an event now. */
export async function listenersFor(database: Kysely<Schema>, event: EventId, now: Date): Promise<CliSessionId[]> {
  const rows = await database
    .selectFrom('events as ev')
    .innerJoin('merchants as m', 'm.id', 'ev.merchant')
    .innerJoin('cli_sessions as s', (on) =>
      on.on(sql<boolean>`s.merchant in (m.id, m.platform)`).onRef('s.livemode', '=', 'ev.livemode'),
    )
    .select('s.id')
    .where('ev.id', '=', event)
    .where('s.listening_until', '>', now)
    .where('s.socket', 'is not', null)
    .orderBy('s.created')
    .limit(MAX_LISTENERS)
    .execute();
  return rows.map(({ id }) => id);
}

/** Deliveries that are due at once. The event of a fan-out goes to a listener once, whatever runs again. */
export async function createCliDeliveries(
  trx: Transaction,
  event: EventId,
  listeners: readonly CliSessionId[],
  { now, random, resent = false }: { now: Date; random: Context['random']; resent?: boolean },
): Promise<void> {
  if (listeners.length === 0) return;
  const plain = { event, status: 'pending' as const, resent, due_at: now, created: now };
  await trx
    .insertInto('cli_deliveries')
    .values(listeners.map((session) => ({ ...plain, id: newId('cld', random), session })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await notify(trx, CLI_CHANNEL);
}

/** A delivery whose send has been counted. */
export interface ClaimedCliDelivery {
  id: CliDeliveryId;
  event: Row<'events'>;
  pending_webhooks: number;
}

interface ClaimedRow extends Omit<Row<'events'>, 'id'> {
  delivery: CliDeliveryId;
  event: EventId;
  pending_webhooks: number;
}

/** Takes what is due for a socket, the oldest event first. Each comes again at `again_at` unless it is acknowledged before. */
export async function claimCliDeliveries(
  database: Kysely<Schema>,
  { socket, now, again_at, limit }: { socket: string; now: Date; again_at: Date; limit: number },
): Promise<ClaimedCliDelivery[]> {
  const { rows } = await sql<ClaimedRow>`
    with due as (
      select d.id from cli_sessions s join cli_deliveries d on d.session = s.id join events ev on ev.id = d.event
      where s.socket = ${socket} and d.status = 'pending' and d.due_at <= ${now} and d.sends < ${MAX_SENDS}
      order by ev.sequence limit ${limit} for update of d skip locked
    ), taken as (
      update cli_deliveries d set sends = d.sends + 1, due_at = ${again_at}
      from due where d.id = due.id returning d.id, d.event
    )
    select t.id as delivery,
      (select count(*)::int from webhook_deliveries p where p.event = t.event and p.status <> 'delivered') as pending_webhooks,
      ev.id as event, ev.sequence, ev.merchant, ev.livemode, ev.account, ev.type, ev.object_id, ev.data, ev.request_id,
      ev.idempotency_key, ev.created, ev.recorded_at
    from taken t join events ev on ev.id = t.event order by ev.sequence`.execute(database);
  return rows.map(({ delivery, pending_webhooks, event, ...about }) => ({
    id: delivery,
    pending_webhooks,
    event: { id: event, ...about },
  }));
}

/** The listener has them. What belongs to another socket's session stays as it is. */
export async function acknowledge(
  database: Kysely<Schema>,
  session: CliSessionId,
  ids: readonly string[],
): Promise<void> {
  await database
    .updateTable('cli_deliveries')
    .set({ status: 'acknowledged', due_at: null })
    .where('id', 'in', ids as CliDeliveryId[])
    .where('session', '=', session)
    .where('status', '=', sql.lit('pending'))
    .execute();
}

/** What the merchant's server answered to the listener; the last word where one event goes to several addresses. */
export async function noteAnswer(
  database: Kysely<Schema>,
  session: CliSessionId,
  id: string,
  { forward_url, status_code }: { forward_url: string | null; status_code: number | null },
): Promise<void> {
  await database
    .updateTable('cli_deliveries')
    .set({ forward_url, status_code, status: 'acknowledged', due_at: null })
    .where('id', '=', id as CliDeliveryId)
    .where('session', '=', session)
    .execute();
}
