// Sends an event to an endpoint again: the same event id, a new round of tries, every earlier attempt kept on record.
import { sql } from 'kysely';
import { notify } from '#database/transact.ts';
import type { Context } from '#domain/context.ts';
import { type EventId, newId } from '#kernel/id.ts';
import { DELIVERIES_CHANNEL } from './delivery.ts';
import { createDeliveries } from './delivery_rows.ts';
import type { WebhookEndpoint } from './webhook_endpoint_rows.ts';

/** Of all failed ones: in one request, and in one step of it. */
export const RESEND_MAX = 10_000;
const RESEND_STEP = 1_000;
/** One event is tried this often at one endpoint, however often it is sent again. */
export const ATTEMPTS_KEPT_MAX = 1_000;

/** Why an event is not sent again. */
export type ResendProblem = 'endpoint_disabled' | 'tried_too_often';

/**
 * Also to an endpoint that did not ask for the type or did not exist then: whoever names it means it. One that is being
 * tried or is about to be stays as it is. `endpoint` must be locked and not deleted.
 */
export async function resendEvent(
  context: Context,
  event: EventId,
  endpoint: WebhookEndpoint,
): Promise<ResendProblem | null> {
  const { trx, random, clock } = context;
  if (endpoint.status === 'disabled') return 'endpoint_disabled';
  const now = clock.now();
  await createDeliveries(trx, [{ id: newId('wd', random), event, endpoint: endpoint.id }], now);
  const delivery = await trx
    .selectFrom('webhook_deliveries')
    .select(['id', 'status', 'attempts', 'due_at', 'lease_until'])
    .where('event', '=', event)
    .where('endpoint', '=', endpoint.id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const under_way = delivery.lease_until !== null && delivery.lease_until > now;
  if (under_way || (delivery.due_at !== null && delivery.due_at <= now)) return null;
  if (delivery.attempts >= ATTEMPTS_KEPT_MAX) return 'tried_too_often';
  await trx
    .updateTable('webhook_deliveries')
    .set({ status: 'pending', due_at: now, resent_at: now, earlier_attempts: delivery.attempts, lease_until: null })
    .where('id', '=', delivery.id)
    .execute();
  return null;
}

/** The failed ones of an endpoint, the oldest first, at most RESEND_MAX of them; tells how many. `endpoint` must be locked. */
export async function resendFailed(context: Context, endpoint: WebhookEndpoint): Promise<number | ResendProblem> {
  if (endpoint.status === 'disabled') return 'endpoint_disabled';
  let resent = 0;
  while (resent < RESEND_MAX) {
    const step = await resendStep(context, endpoint);
    resent += step;
    if (step < RESEND_STEP) break;
  }
  notify(context.trx, DELIVERIES_CHANNEL);
  return resent;
}

async function resendStep({ trx, clock }: Context, endpoint: WebhookEndpoint): Promise<number> {
  const now = clock.now();
  const failed = trx
    .selectFrom('webhook_deliveries')
    .select('id')
    .where('endpoint', '=', endpoint.id)
    .where('status', '=', sql.lit('failed'))
    .where('attempts', '<', ATTEMPTS_KEPT_MAX)
    .orderBy('created')
    .limit(RESEND_STEP)
    .forUpdate()
    .skipLocked();
  const { numUpdatedRows } = await trx
    .updateTable('webhook_deliveries')
    .set((row) => ({ status: 'pending', due_at: now, resent_at: now, earlier_attempts: row.ref('attempts') }))
    .where('id', 'in', failed)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}
