// Records events in the transaction of what they tell of, together with the jobs that send them to webhook endpoints, if any asks for them.
import { json } from '#database/json.ts';
import type { Context } from '#domain/context.ts';
import { isListenedTo } from '#domain/stripecli/cli_delivery_rows.ts';
import { isAskedFor } from '#domain/webhook_endpoints/delivery_rows.ts';
import { enqueueAll } from '#jobs/enqueue.ts';
import { type EventId, newId } from '#kernel/id.ts';
import type { EventType } from './types.ts';

/** The job that finds the endpoints of an event. Payload `{event}`. */
export const FAN_OUT = 'webhooks.fan_out';

interface EventObject {
  id: string;
  object: string;
}

export interface NewEvent {
  type: EventType;
  /** The whole object as the newest preview version shows it. A `client_secret` is nulled here. */
  object: EventObject;
  /** Old values of what changed; for `*.updated` only. */
  previous_attributes?: Record<string, unknown>;
  /** The customer's time. */
  created: Date;
}

export async function recordEvent(context: Context, { object, ...about }: NewEvent): Promise<EventId> {
  const [id] = await recordEvents(context, { objects: [object], ...about });
  return id!;
}

/** One event of the same kind for each of the objects, in their order. */
export async function recordEvents(
  context: Context,
  { objects, type, previous_attributes, created }: Omit<NewEvent, 'object'> & { objects: readonly EventObject[] },
): Promise<EventId[]> {
  if (objects.length === 0) return [];
  const { trx, random, clock, request, merchant, livemode } = context;
  const now = clock.now();
  const rows = objects.map((object) => ({
    id: newId('evt', random),
    merchant: merchant.id,
    livemode,
    account: merchant.platform === null ? null : merchant.id,
    type,
    object_id: object.id,
    data: json({
      object: withoutSecrets(object),
      ...(previous_attributes === undefined ? {} : { previous_attributes }),
    }),
    request_id: request?.id ?? null,
    idempotency_key: request?.idempotency_key ?? null,
    created,
    recorded_at: now,
  }));
  const ids = rows.map(({ id }) => id);
  // Sent together: none waits for another, and a failure of any fails the transaction.
  const written = trx.insertInto('events').values(rows).execute();
  const [, ...asked_for] = await Promise.all([written, isAskedFor(context, type), isListenedTo(context)]);
  if (asked_for.includes(true)) {
    const fan_out = { kind: FAN_OUT, due_at: now, test_clock: null, created: now };
    await enqueueAll(
      trx,
      ids.map((event) => ({ ...fan_out, payload: { event } })),
    );
  }
  return ids;
}

// An event outlives the moment and goes to other machines; what opens a session must not travel with it.
function withoutSecrets(object: EventObject): object {
  return 'client_secret' in object ? { ...object, client_secret: null } : object;
}
