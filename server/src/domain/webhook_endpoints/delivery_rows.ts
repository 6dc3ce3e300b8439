// The SQL of deliveries: made by the fan-out, claimed in batches under a lease, and ended in batches.
import { type Kysely, sql } from 'kysely';
import type { Row, Schema, Transaction } from '#database/schema.ts';
import { notify } from '#database/transact.ts';
import type { Context } from '#domain/context.ts';
import type { DeliveryId, EventId, MerchantId, WebhookEndpointId } from '#kernel/id.ts';
import { type Answer, DELIVERIES_CHANNEL, MAX_ATTEMPTS } from './delivery.ts';

/** More than an account may have, so that the limit is never what loses an event. */
const MAX_MATCHING_ENDPOINTS = 100;
/** How many endpoints a claim looks at; the next claim goes on with the endpoint after them. */
const MAX_ENDPOINTS_SEEN = 250;
/** How many deliveries of a closed endpoint a claim ends. */
const MAX_CLOSED = 500;

/** Whether an enabled endpoint asks for events of the type: one of the merchant's, or one of its platform's for connected accounts. */
export async function isAskedFor({ trx, merchant, livemode }: Context, type: string): Promise<boolean> {
  const row = await trx
    .selectFrom('webhook_endpoints')
    .select('id')
    .where('merchant', 'in', merchant.platform === null ? [merchant.id] : [merchant.id, merchant.platform])
    .where(sql<boolean>`connect = (merchant <> ${merchant.id})`)
    .where('livemode', '=', livemode)
    .where('status', '=', 'enabled')
    .where('deleted_at', 'is', null)
    .where(sql<boolean>`enabled_events && array['*', ${type}::text]`)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** The enabled endpoints that asked for the event's type: its merchant's own, and its platform's for connected accounts. */
export async function endpointsFor(database: Kysely<Schema>, event: EventId): Promise<WebhookEndpointId[]> {
  const rows = await database
    .selectFrom('events as ev')
    .innerJoin('merchants as m', 'm.id', 'ev.merchant')
    .innerJoin('webhook_endpoints as e', (on) =>
      on.on(sql<boolean>`e.merchant in (m.id, m.platform)`).onRef('e.livemode', '=', 'ev.livemode'),
    )
    .select('e.id')
    .where('ev.id', '=', event)
    .where(sql<boolean>`e.connect = (e.merchant <> m.id)`)
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
  endpoints: readonly { id: WebhookEndpointId; in_flight: number; free: number; suspect: boolean }[];
}

export interface Claim {
  livemode: boolean;
  /** Endpoints after this id are looked at; '' is before the first one. */
  after: string;
  now: Date;
  lease_until: Date;
  room: Room;
}

/** A delivery whose try has been written down as begun. */
export interface ClaimedDelivery {
  id: DeliveryId;
  /** The number of this try, from 1. */
  attempt: number;
  /** Earlier tries of this round that ran to an end. */
  ended_tries: number;
  /** When the round began: the delivery was made, or sent again by hand. */
  begun: Date;
  endpoint: Pick<
    Row<'webhook_endpoints'>,
    'id' | 'merchant' | 'url' | 'api_version' | 'secret' | 'previous_secret' | 'previous_secret_until'
  >;
  event: Row<'events'>;
  pending_webhooks: number;
}

export interface Claimed {
  claimed: ClaimedDelivery[];
  /** How many deliveries were claimed or ended because their endpoint is closed. */
  found: number;
  /** Where the next claim goes on; '' when every endpoint was seen. */
  next: string;
}

interface ClaimedRow extends Omit<Row<'events'>, 'id'> {
  last: WebhookEndpointId | null;
  steps: number;
  closed: number;
  /** Null in the only row of a claim that took nothing; then everything of the delivery is null. */
  delivery: DeliveryId | null;
  attempt: number;
  ended_tries: number;
  begun: Date;
  endpoint: WebhookEndpointId;
  endpoint_merchant: MerchantId;
  url: string;
  api_version: string | null;
  secret: Uint8Array;
  previous_secret: Uint8Array | null;
  previous_secret_until: Date | null;
  event: EventId;
  pending_webhooks: number;
}

/**
 * Takes due deliveries under a lease and writes each try down as `interrupted` before anything is sent, in one statement:
 * if this process dies, that is the truth, and the delivery falls due again when the lease ends.
 *
 * It walks from endpoint to endpoint along the index and takes some of each, so a backlog of one costs the others nothing.
 * Where there is not room for all, those with the fewest in flight come first. Deliveries to an endpoint that was disabled
 * or deleted end here.
 */
export async function claimDeliveries(database: Kysely<Schema>, claim: Claim): Promise<Claimed> {
  const { rows } = await claimStatement(claim).execute(database);
  const claimed = rows.filter(({ delivery }) => delivery !== null).map(claimedDelivery);
  const { last = null, steps = 0, closed = 0 } = rows[0] ?? {};
  return { claimed, found: claimed.length + closed, next: steps < MAX_ENDPOINTS_SEEN ? '' : (last ?? '') };
}

function claimStatement({ livemode, after, now, lease_until, room }: Claim) {
  const known = room.endpoints;
  return sql<ClaimedRow>`
    with recursive walk (endpoint, steps) as (
      (select endpoint, 1 from webhook_deliveries
        where status = 'pending' and endpoint > ${after} order by endpoint limit 1)
      union all
      select following.endpoint, w.steps + 1 from walk w cross join lateral (
        select d.endpoint from webhook_deliveries d
        where d.status = 'pending' and d.endpoint > w.endpoint order by d.endpoint limit 1) following
      where w.steps < ${MAX_ENDPOINTS_SEEN}
    ), seen as (
      select e.id, e.status = 'enabled' and e.deleted_at is null as open, coalesce(k.suspect, false) as suspect,
        coalesce(k.free, ${room.per_endpoint}::int) as free, coalesce(k.in_flight, 0) as in_flight
      from walk w join webhook_endpoints e on e.id = w.endpoint
      left join unnest(
        ${known.map(({ id }) => id)}::text[], ${known.map(({ free }) => free)}::int[],
        ${known.map(({ in_flight }) => in_flight)}::int[], ${known.map(({ suspect }) => suspect)}::bool[])
        as k (endpoint, free, in_flight, suspect) on k.endpoint = w.endpoint
      where e.livemode = ${livemode}
    ), due as (
      select d.id, s.id as endpoint, s.suspect, s.open and d.round < ${MAX_ATTEMPTS}::int as goes_on,
        s.in_flight + row_number() over (partition by s.id) as place
      from seen s cross join lateral (
        select d.id, d.attempts - d.earlier_attempts as round from webhook_deliveries d
        where d.status = 'pending' and d.endpoint = s.id and d.due_at <= ${now}
          and (d.lease_until is null or d.lease_until <= ${now})
        order by d.due_at limit case when s.open then s.free else ${MAX_CLOSED}::int end
        for update skip locked) d
      where not s.open or (s.free > 0 and (${room.suspects}::int > 0 or not s.suspect))
    ), closed as (
      update webhook_deliveries d set status = 'failed', due_at = null, lease_until = null
      from due where d.id = due.id and not due.goes_on returning d.id
    ), fair as (
      select id, endpoint, suspect, place, row_number() over (partition by suspect order by place, endpoint) as nth
      from due where goes_on
    ), chosen as (
      select id from fair where not suspect or nth <= ${room.suspects} order by place, endpoint limit ${room.total}
    ), taken as (
      update webhook_deliveries d set attempts = d.attempts + 1, lease_until = ${lease_until}
      from chosen where d.id = chosen.id
      returning d.id, d.event, d.endpoint, d.attempts, d.earlier_attempts, coalesce(d.resent_at, d.created) as begun
    ), begun as (
      insert into webhook_attempts (delivery, attempt, started_at, duration_ms, outcome)
      select id, attempts, ${now}, 0, 'interrupted' from taken
    )
    select walked.last, walked.steps, (select count(*) from closed) as closed, t.id as delivery, t.attempts as attempt,
      (select count(*) from webhook_attempts a
        where a.delivery = t.id and a.attempt > t.earlier_attempts and a.outcome <> 'interrupted') as ended_tries,
      t.begun, e.id as endpoint, e.merchant as endpoint_merchant, e.url, e.api_version, e.secret, e.previous_secret, e.previous_secret_until,
      (select count(*) from webhook_deliveries p where p.event = t.event and p.status <> 'delivered') as pending_webhooks,
      ev.id as event, ev.sequence, ev.merchant, ev.livemode, ev.account, ev.type, ev.object_id, ev.data, ev.request_id,
      ev.idempotency_key, ev.created, ev.recorded_at
    from (select max(endpoint) as last, count(*) as steps from walk) walked
    left join (taken t join webhook_endpoints e on e.id = t.endpoint join events ev on ev.id = t.event) on true`;
}

function claimedDelivery(row: ClaimedRow): ClaimedDelivery {
  const { last: _last, steps: _steps, closed: _closed, delivery, attempt, ended_tries, ...rest } = row;
  const { begun, pending_webhooks, endpoint, endpoint_merchant: merchant, url, api_version, ...others } = rest;
  const { secret, previous_secret, previous_secret_until, event, ...about } = others;
  return {
    id: delivery as DeliveryId,
    attempt,
    ended_tries,
    begun,
    endpoint: { id: endpoint, merchant, url, api_version, secret, previous_secret, previous_secret_until },
    event: { id: event, ...about },
    pending_webhooks,
  };
}

/** A try that has ended, and what becomes of its delivery. */
export interface EndedTry {
  delivery: DeliveryId;
  endpoint: WebhookEndpointId;
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
