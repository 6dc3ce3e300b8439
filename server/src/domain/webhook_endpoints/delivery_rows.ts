// The SQL of deliveries: made by the fan-out, claimed in batches under a lease, and ended in batches.
import { type Kysely, sql } from 'kysely';
import type { Row, Schema, Transaction } from '#database/schema.ts';
import { notify } from '#database/transact.ts';
import type { DeliveryId, EventId, WebhookEndpointId } from '#kernel/id.ts';
import { type Answer, DELIVERIES_CHANNEL, MAX_ATTEMPTS } from './delivery.ts';

/** More than an account may have, so that the limit is never what loses an event. */
const MAX_MATCHING_ENDPOINTS = 100;
/** How many due deliveries a claim looks at to find some of every endpoint. */
const CLAIM_WINDOW = 500;

/** The enabled endpoints of the event's merchant and mode that asked for its type. */
export async function endpointsFor(database: Kysely<Schema>, event: EventId): Promise<WebhookEndpointId[]> {
  const rows = await database
    .selectFrom('events as ev')
    .innerJoin('webhook_endpoints as e', (on) =>
      on.onRef('e.merchant', '=', 'ev.merchant').onRef('e.livemode', '=', 'ev.livemode'),
    )
    .select('e.id')
    .where('ev.id', '=', event)
    .where('e.status', '=', 'enabled')
    .where('e.deleted_at', 'is', null)
    .where(sql<boolean>`e.enabled_events && array['*', ev.type]`)
    .orderBy('e.sequence')
    .limit(MAX_MATCHING_ENDPOINTS)
    .execute();
  return rows.map(({ id }) => id);
}

/** Writes deliveries that are due at once and wakes the sender after the commit. One that exists already stays as it is. */
export async function createDeliveries(
  trx: Transaction,
  deliveries: readonly { id: DeliveryId; event: EventId; endpoint: WebhookEndpointId }[],
  now: Date,
): Promise<void> {
  if (deliveries.length === 0) return;
  await trx
    .insertInto('webhook_deliveries')
    .values(deliveries.map((delivery) => ({ ...delivery, status: 'pending', due_at: now, created: now })))
    .onConflict((conflict) => conflict.columns(['event', 'endpoint']).doNothing())
    .execute();
  await notify(trx, DELIVERIES_CHANNEL);
}

/** How many deliveries may be claimed now, over all and for the endpoints that do not start afresh. */
export interface Room {
  total: number;
  /** For an endpoint that is not in `endpoints`. */
  per_endpoint: number;
  /** For all suspect endpoints together. */
  suspects: number;
  endpoints: readonly { id: WebhookEndpointId; free: number; suspect: boolean }[];
}

export interface Claim {
  livemode: boolean;
  now: Date;
  lease_until: Date;
  room: Room;
}

/** A delivery whose try has been written down as begun. */
export interface ClaimedDelivery {
  id: DeliveryId;
  /** The number of this try, from 1. */
  attempt: number;
  /** Earlier tries that ran to an end. */
  ended_tries: number;
  created: Date;
  endpoint: Pick<Row<'webhook_endpoints'>, 'id' | 'url' | 'api_version' | 'secret'>;
  event: Row<'events'>;
  pending_webhooks: number;
}

interface ClaimedRow extends Omit<Row<'events'>, 'id' | 'created' | 'sequence'> {
  delivery: DeliveryId;
  status: 'pending' | 'failed';
  attempts: number;
  ended_tries: number;
  delivery_created: Date;
  endpoint: WebhookEndpointId;
  url: string;
  api_version: string | null;
  secret: Uint8Array;
  event: EventId;
  sequence: number;
  created: Date;
  pending_webhooks: number;
}

/**
 * Takes due deliveries under a lease and writes each try down as `interrupted` before anything is sent, in one statement:
 * if this process dies, that is the truth, and the delivery falls due again when the lease ends.
 *
 * Deliveries to an endpoint that was disabled or deleted end here. `found` counts them too: while it is not 0, there may
 * be more to claim.
 */
export async function claimDeliveries(
  database: Kysely<Schema>,
  claim: Claim,
): Promise<{ found: number; claimed: ClaimedDelivery[] }> {
  const { rows } = await claimStatement(claim).execute(database);
  return { found: rows.length, claimed: rows.filter(({ status }) => status === 'pending').map(claimedDelivery) };
}

function claimStatement({ livemode, now, lease_until, room }: Claim) {
  const known = room.endpoints;
  const full = known.filter(({ free, suspect }) => free <= 0 || (suspect && room.suspects <= 0)).map(({ id }) => id);
  // Rows are locked only after the choice, so each condition that another process may have changed is asked again there.
  return sql<ClaimedRow>`
    with known as (
      select * from unnest(
        ${known.map(({ id }) => id)}::text[], ${known.map(({ free }) => free)}::int[],
        ${known.map(({ suspect }) => suspect)}::bool[]) as k (endpoint, free, suspect)
    ), candidate as (
      select d.id, d.endpoint, d.due_at
      from webhook_deliveries d join webhook_endpoints e on e.id = d.endpoint
      where d.status = 'pending' and d.due_at <= ${now} and (d.lease_until is null or d.lease_until <= ${now})
        and d.endpoint <> all (${full}::text[]) and e.livemode = ${livemode}
      order by d.due_at, d.endpoint limit ${CLAIM_WINDOW}
    ), ranked as (
      select c.id, c.due_at, coalesce(k.suspect, false) as suspect, coalesce(k.free, ${room.per_endpoint}) as free,
        row_number() over (partition by c.endpoint order by c.due_at, c.id) as place
      from candidate c left join known k on k.endpoint = c.endpoint
    ), fair as (
      select id, due_at, suspect, row_number() over (partition by suspect order by due_at, id) as place
      from ranked where place <= free
    ), chosen as (
      select id from fair where not suspect or place <= ${room.suspects} order by due_at, id limit ${room.total}
    ), locked as (
      select d.id, d.endpoint, d.attempts from webhook_deliveries d
      where d.id = any (array(select id from chosen)) and d.status = 'pending'
        and d.due_at <= ${now} and (d.lease_until is null or d.lease_until <= ${now})
      for update skip locked
    ), judged as (
      select l.id, e.status = 'enabled' and e.deleted_at is null and l.attempts < ${MAX_ATTEMPTS} as goes_on,
        e.url, e.api_version, e.secret
      from locked l join webhook_endpoints e on e.id = l.endpoint
    ), taken as (
      update webhook_deliveries d set
        attempts = d.attempts + j.goes_on::int,
        status = case when j.goes_on then d.status else 'failed' end,
        due_at = case when j.goes_on then d.due_at end,
        lease_until = case when j.goes_on then ${lease_until}::timestamptz end
      from judged j where d.id = j.id
      returning d.id, d.event, d.endpoint, d.status, d.attempts, d.created, j.url, j.api_version, j.secret
    ), begun as (
      insert into webhook_attempts (delivery, attempt, started_at, duration_ms, outcome)
      select id, attempts, ${now}, 0, 'interrupted' from taken where status = 'pending'
    )
    select t.id as delivery, t.status, t.attempts, t.created as delivery_created, t.endpoint, t.url, t.api_version, t.secret,
      (select count(*) from webhook_attempts a where a.delivery = t.id and a.outcome <> 'interrupted') as ended_tries,
      (select count(*) from webhook_deliveries p where p.event = t.event and p.status <> 'delivered') as pending_webhooks,
      ev.id as event, ev.sequence, ev.merchant, ev.livemode, ev.type, ev.object_id, ev.data, ev.request_id,
      ev.idempotency_key, ev.created, ev.recorded_at
    from taken t join events ev on ev.id = t.event`;
}

function claimedDelivery(row: ClaimedRow): ClaimedDelivery {
  const { delivery, status: _, attempts, ended_tries, delivery_created, pending_webhooks, ...rest } = row;
  const { endpoint, url, api_version, secret, event, ...about } = rest;
  return {
    id: delivery,
    attempt: attempts,
    ended_tries,
    created: delivery_created,
    endpoint: { id: endpoint, url, api_version, secret },
    event: { id: event, ...about },
    pending_webhooks,
  };
}

/** A try that has ended, and what becomes of its delivery. */
export interface EndedTry {
  delivery: DeliveryId;
  attempt: number;
  answer: Answer;
  next: { status: 'delivered' | 'failed' } | { status: 'pending'; due_at: Date };
}

/**
 * Completes the tries' records and moves their deliveries on, in one statement.
 *
 * A try that outlived its lease only counts for its delivery if it was accepted: the try that took over decides the rest.
 */
export async function endTries(database: Kysely<Schema>, tries: readonly EndedTry[]): Promise<void> {
  if (tries.length === 0) return;
  const column = <T>(value: (ended: EndedTry) => T) => tries.map(value);
  await sql`
    with ended as (
      select * from unnest(
        ${column(({ delivery }) => delivery)}::text[], ${column(({ attempt }) => attempt)}::int[],
        ${column(({ answer }) => answer.duration_ms)}::int[], ${column(({ answer }) => answer.outcome)}::text[],
        ${column(({ answer }) => answer.status_code)}::int[], ${column(({ answer }) => answer.detail)}::text[],
        ${column(({ next }) => next.status)}::text[],
        ${column(({ next }) => (next.status === 'pending' ? next.due_at : null))}::timestamptz[]
      ) as t (delivery, attempt, duration_ms, outcome, status_code, detail, status, due_at)
    ), recorded as (
      update webhook_attempts a set
        duration_ms = t.duration_ms, outcome = t.outcome, status_code = t.status_code, detail = t.detail
      from ended t where a.delivery = t.delivery and a.attempt = t.attempt
    )
    update webhook_deliveries d set status = t.status, due_at = t.due_at, lease_until = null
    from ended t
    where d.id = t.delivery and d.status = 'pending' and (d.attempts = t.attempt or t.status = 'delivered')
  `.execute(database);
}

/** Makes leased deliveries due again. Only for a process that knows that it is the only one, as on the embedded database. */
export async function endLeases(database: Kysely<Schema>): Promise<void> {
  await database
    .updateTable('webhook_deliveries')
    .set({ lease_until: null })
    .where('status', '=', sql.lit('pending'))
    .where('lease_until', 'is not', null)
    .execute();
}
