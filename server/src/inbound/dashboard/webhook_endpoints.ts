// Calls about webhook endpoints: list, make, change, delete; reveal and roll the secret; send again what failed.
import { sql } from 'kysely';
import { z } from 'zod';
import { revealEndpointSecret, rollEndpointSecret } from '#domain/webhook_endpoints/endpoint_secret.ts';
import { resendFailed } from '#domain/webhook_endpoints/resend.ts';
import {
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  MAX_ENDPOINTS,
  updateWebhookEndpoint,
} from '#domain/webhook_endpoints/webhook_endpoint.ts';
import { lockWebhookEndpoint, type WebhookEndpoint } from '#domain/webhook_endpoints/webhook_endpoint_rows.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { emptyable, enumeration, text } from '#inbound/http/params.ts';
import { resendError } from '#inbound/v1/events/retry.ts';
import { apiVersion, checkUrl, enabledEvents, endpointError, url } from '#inbound/v1/webhook_endpoints/params.ts';
import { unixSeconds } from '#kernel/clock.ts';
import type { Count } from '#wire/dashboard_objects.ts';
import { type EndpointRow, OVERLAP_HOURS_MAX } from '#wire/dashboard_workspace.ts';
import { type Call, call, type DashboardContext } from './call.ts';
import { flag, whole } from './reading.ts';

const COUNTED_MAX = 10_000;

const description = emptyable(text({ max: 500 })).optional();
const api_version = emptyable(apiVersion()).optional();

export const overlap_hours = whole({ min: 0, max: OVERLAP_HOURS_MAX });

const list = call('GET /webhook_endpoints', {
  role: 'viewer',
  run: async (context) => {
    const found = await context.trx
      .selectFrom('webhook_endpoints')
      .selectAll()
      .where('merchant', '=', context.merchant.id)
      .where('livemode', '=', context.livemode)
      .where('deleted_at', 'is', null)
      .orderBy('sequence', 'desc')
      .limit(MAX_ENDPOINTS)
      .execute();
    return await rows(context, found);
  },
});

const create = call('POST /webhook_endpoints', {
  role: 'owner',
  body: z.object({ url: url(), enabled_events: enabledEvents(), connect: flag().optional(), description, api_version }),
  run: async (context, { body }) => {
    checkUrl(body.url, context.livemode);
    const { connect = false, api_version = null } = body;
    const made = await createWebhookEndpoint(context, { ...body, connect, api_version });
    if (typeof made === 'string') throw endpointError(made, context.livemode);
    context.about({ endpoint: made.endpoint.id });
    return { ...(await row(context, made.endpoint)), secret: made.secret };
  },
});

const retrieve = call('GET /webhook_endpoints/:id', {
  role: 'viewer',
  run: async (context, { path }) => row(context, await requireEndpoint(context, path.id)),
});

const update = call('POST /webhook_endpoints/:id', {
  role: 'owner',
  body: z.object({
    url: url().optional(),
    enabled_events: enabledEvents().optional(),
    description,
    api_version,
    status: enumeration(['enabled', 'disabled']).optional(),
  }),
  run: async (context, { path, body }) => {
    if (body.url !== undefined) checkUrl(body.url, context.livemode);
    const found = await requireEndpoint(context, path.id);
    const changed = await updateWebhookEndpoint(context, found, body);
    if (typeof changed === 'string') throw endpointError(changed, context.livemode);
    return await row(context, changed);
  },
});

const del = call('DELETE /webhook_endpoints/:id', {
  role: 'owner',
  run: async (context, { path }) => {
    await deleteWebhookEndpoint(context, await requireEndpoint(context, path.id));
    return { deleted: true as const };
  },
});

/** The log line of the request says who looked; it never holds the secret. */
const reveal = call('POST /webhook_endpoints/:id/reveal', {
  role: 'owner',
  run: async (context, { path }) => ({
    secret: revealEndpointSecret(context, await requireEndpoint(context, path.id)),
  }),
});

const roll = call('POST /webhook_endpoints/:id/roll', {
  role: 'owner',
  body: z.object({ overlap_hours }),
  run: async (context, { path, body }) => {
    const found = await requireEndpoint(context, path.id);
    const { endpoint, secret } = await rollEndpointSecret(context, found, body.overlap_hours);
    return { ...(await row(context, endpoint)), secret };
  },
});

const resendAll = call('POST /webhook_endpoints/:id/resend_failed', {
  role: 'operator',
  run: async (context, { path }) => {
    const resent = await resendFailed(context, await requireEndpoint(context, path.id));
    if (typeof resent === 'string') throw resendError(resent, 'endpoint');
    return { resent };
  },
});

export const webhookEndpointCalls: readonly Call[] = [list, create, retrieve, update, del, reveal, roll, resendAll];

/** Locked; named in the log line of the request. */
export async function requireEndpoint(
  context: DashboardContext,
  id: string,
  param: string | null = null,
): Promise<WebhookEndpoint> {
  const found = await lockWebhookEndpoint(context, id);
  if (found === null) throw noSuch('webhook endpoint', id, param);
  context.about({ endpoint: found.id });
  return found;
}

async function row(context: DashboardContext, endpoint: WebhookEndpoint): Promise<EndpointRow> {
  const [found] = await rows(context, [endpoint]);
  return found as EndpointRow;
}

async function rows(context: DashboardContext, endpoints: WebhookEndpoint[]): Promise<EndpointRow[]> {
  const failed = await countFailed(context, endpoints);
  const now = context.clock.now();
  return endpoints.map((endpoint) => {
    const { previous_secret_until: until, failing_since } = endpoint;
    return {
      id: endpoint.id,
      url: endpoint.url,
      description: endpoint.description,
      enabled_events: endpoint.enabled_events,
      connect: endpoint.connect,
      api_version: endpoint.api_version,
      status: endpoint.status,
      disabled_reason: endpoint.disabled_reason,
      failing_since: failing_since && unixSeconds(failing_since),
      previous_secret_until: until !== null && until > now ? unixSeconds(until) : null,
      failed: failed.get(endpoint.id) ?? { value: 0, capped: false },
      created: unixSeconds(endpoint.created),
    };
  });
}

async function countFailed({ trx }: DashboardContext, endpoints: WebhookEndpoint[]): Promise<Map<string, Count>> {
  if (endpoints.length === 0) return new Map();
  const { rows: counts } = await sql<{ id: string; count: number }>`
    select e.id, (
      select count(*)::int from (
        select 1 from webhook_deliveries d where d.endpoint = e.id and d.status = 'failed' limit ${COUNTED_MAX + 1}
      ) failed) as count
    from unnest(${endpoints.map(({ id }) => id)}::text[]) as e (id)`.execute(trx);
  return new Map(
    counts.map(({ id, count }) => [id, { value: Math.min(count, COUNTED_MAX), capped: count > COUNTED_MAX }]),
  );
}
