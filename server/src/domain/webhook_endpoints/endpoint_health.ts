// Endpoints that do not answer: since when, whom we tell, and when we stop calling them. All in real time.
import { type Kysely, sql } from 'kysely';
import type { Row, Schema } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { enqueueMail } from '#domain/mails/mail.ts';
import { after, DAY_MS, unixSeconds } from '#kernel/clock.ts';
import type { WebhookEndpointId } from '#kernel/id.ts';
import type { EndedTry } from './delivery_rows.ts';
import { lockWebhookEndpoint, type WebhookEndpoint } from './webhook_endpoint_rows.ts';

/** Without one accepted event for so long, the team is told, and then the endpoint is disabled, never without a warning before. */
const WARN_AFTER_MS = 3 * DAY_MS;
const DISABLE_AFTER_MS = 5 * DAY_MS;
const WARNED_BEFORE_MS = DISABLE_AFTER_MS - WARN_AFTER_MS;
const RECIPIENTS_MAX = 100;
const COUNTED_MAX = 10_000;

type Health = Pick<Row<'webhook_endpoints'>, 'failing_since' | 'warned_at'>;

/**
 * What one more failed try leads to. Only a failure leads to anything: of an endpoint that nothing was sent to we do not
 * know that it is still broken.
 */
export function healthStep({ failing_since, warned_at }: Health, now: Date): 'warn' | 'disable' | null {
  if (failing_since === null || now < after(failing_since, WARN_AFTER_MS)) return null;
  if (warned_at === null) return 'warn';
  const long = now >= after(failing_since, DISABLE_AFTER_MS);
  return long && now >= after(warned_at, WARNED_BEFORE_MS) ? 'disable' : null;
}

/** Writes down who failed and who answered again. Returns the endpoints that `judgeEndpoint` has to look at. */
export async function noteTries(
  database: Kysely<Schema>,
  tries: readonly EndedTry[],
  now: Date,
): Promise<Pick<WebhookEndpoint, 'id' | 'merchant' | 'livemode'>[]> {
  const answered = new Map<WebhookEndpointId, boolean>();
  for (const { endpoint, answer } of tries) {
    // A try that we broke off ourselves says nothing about the receiver.
    if (answer.outcome === 'interrupted') continue;
    answered.set(endpoint, answer.outcome === 'delivered' || answered.get(endpoint) === true);
  }
  if (answered.size === 0) return [];
  // In one order everywhere, so that two senders do not wait for each other.
  const entries = [...answered].sort(([left], [right]) => (left < right ? -1 : 1));
  await sql`
    update webhook_endpoints e set
      failing_since = case when t.delivered then null else ${now}::timestamptz end,
      warned_at = null
    from unnest(${entries.map(([id]) => id)}::text[], ${entries.map(([, yes]) => yes)}::bool[]) as t (endpoint, delivered)
    where e.id = t.endpoint and t.delivered = (e.failing_since is not null)
  `.execute(database);
  const failed = entries.flatMap(([id, delivered]) => (delivered ? [] : [id]));
  if (failed.length === 0) return [];
  const long = await database
    .selectFrom('webhook_endpoints')
    .select(['id', 'merchant', 'livemode', 'failing_since', 'warned_at'])
    .where('id', 'in', failed)
    .where('status', '=', 'enabled')
    .where('deleted_at', 'is', null)
    .where('failing_since', '<=', after(now, -WARN_AFTER_MS))
    .execute();
  return long.filter((endpoint) => healthStep(endpoint, now) !== null);
}

/** Warns the team of an endpoint that has failed for days, or disables it and says so. Doing it again does nothing more. */
export async function judgeEndpoint(
  context: Context,
  id: WebhookEndpointId,
  public_url: string,
): Promise<'warn' | 'disable' | null> {
  const endpoint = await lockWebhookEndpoint(context, id);
  if (endpoint === null || endpoint.status === 'disabled') return null;
  const now = context.clock.now();
  const step = healthStep(endpoint, now);
  if (step === null) return null;
  const change =
    step === 'warn' ? { warned_at: now } : { status: 'disabled' as const, disabled_reason: 'failing' as const };
  await context.trx.updateTable('webhook_endpoints').set(change).where('id', '=', id).execute();
  await tellTeam(context, endpoint, { type: step === 'warn' ? 'webhook_failing' : 'webhook_disabled', public_url });
  return step;
}

async function tellTeam(
  context: Context,
  endpoint: WebhookEndpoint,
  about: { type: 'webhook_failing' | 'webhook_disabled'; public_url: string },
): Promise<void> {
  const since = endpoint.failing_since as Date;
  const members = await context.trx
    .selectFrom('members')
    .select('email')
    .where('merchant', '=', context.merchant.id)
    .where('role', 'in', ['owner', 'operator'])
    .where('confirmed_at', 'is not', null)
    .where('removed_at', 'is', null)
    .orderBy('sequence')
    .limit(RECIPIENTS_MAX)
    .execute();
  const data = {
    url: endpoint.url,
    endpoint_url: `${about.public_url}/dashboard/webhooks/${endpoint.id}`,
    failing_since: unixSeconds(since),
    failed: await countUndelivered(context, endpoint, since),
  };
  for (const { email } of members) {
    await enqueueMail(context, { type: about.type, recipient: email, data, created: context.clock.now() });
  }
}

/** Events that did not arrive since then, counted up to a limit. */
async function countUndelivered({ trx }: Context, endpoint: WebhookEndpoint, since: Date): Promise<number> {
  const some = trx
    .selectFrom('webhook_deliveries')
    .select('id')
    .where('endpoint', '=', endpoint.id)
    .where('created', '>=', since)
    .where('status', '<>', 'delivered')
    .limit(COUNTED_MAX)
    .as('some');
  const { count } = await trx.selectFrom(some).select(sql<number>`count(*)::int`.as('count')).executeTakeFirstOrThrow();
  return count;
}
