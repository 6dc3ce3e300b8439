// Records an event in the transaction of what it tells of, together with the job that sends it to webhook endpoints, if any asks for it.
import { json } from '#database/json.ts';
import type { Context } from '#domain/context.ts';
import { isListenedTo } from '#domain/stripecli/cli_delivery_rows.ts';
import { isAskedFor } from '#domain/webhook_endpoints/delivery_rows.ts';
import { enqueue } from '#jobs/enqueue.ts';
import { type EventId, newId } from '#kernel/id.ts';
import type { EventType } from './types.ts';

/** The job that finds the endpoints of an event. Payload `{event}`. */
export const FAN_OUT = 'webhooks.fan_out';

export interface NewEvent {
  type: EventType;
  /** The whole object as the newest preview version shows it. A `client_secret` is nulled here. */
  object: { id: string; object: string };
  /** Old values of what changed; for `*.updated` only. */
  previous_attributes?: Record<string, unknown>;
  /** The customer's time. */
  created: Date;
}

export async function recordEvent(context: Context, event: NewEvent): Promise<EventId> {
  const { trx, random, clock, request } = context;
  const id = newId('evt', random);
  const now = clock.now();
  const data = {
    object: withoutSecrets(event.object),
    ...(event.previous_attributes === undefined ? {} : { previous_attributes: event.previous_attributes }),
  };
  const written = trx
    .insertInto('events')
    .values({
      id,
      merchant: context.merchant.id,
      livemode: context.livemode,
      account: context.merchant.platform === null ? null : context.merchant.id,
      type: event.type,
      object_id: event.object.id,
      data: json(data),
      request_id: request?.id ?? null,
      idempotency_key: request?.idempotency_key ?? null,
      created: event.created,
      recorded_at: now,
    })
    .execute();
  // Sent together: none waits for another, and a failure of any fails the transaction.
  const [, ...asked_for] = await Promise.all([written, isAskedFor(context, event.type), isListenedTo(context)]);
  if (asked_for.includes(true)) {
    await enqueue(trx, { kind: FAN_OUT, payload: { event: id }, due_at: now, test_clock: null, created: now });
  }
  return id;
}

// An event outlives the moment and goes to other machines; what opens a session must not travel with it.
function withoutSecrets(object: { id: string; object: string }): object {
  return 'client_secret' in object ? { ...object, client_secret: null } : object;
}
