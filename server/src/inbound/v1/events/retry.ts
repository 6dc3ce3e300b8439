// POST /v1/events/:event/retry, which `stripe events resend` of the Stripe CLI calls
import { z } from 'zod';
import { type Event, findEvent, findEventAnywhere, pendingWebhooks } from '#domain/events/event_rows.ts';
import { createCliDeliveries, listenersFor } from '#domain/stripecli/cli_delivery_rows.ts';
import { type ResendProblem, resendEvent } from '#domain/webhook_endpoints/resend.ts';
import { lockWebhookEndpoint, type WebhookEndpoint } from '#domain/webhook_endpoints/webhook_endpoint_rows.ts';
import { endpoint, type RequestContext } from '#inbound/http/endpoint.ts';
import { type ApiError, exclusiveParams, invalidParam, invalidRequest, noSuch } from '#inbound/http/errors.ts';
import { boolean, text } from '#inbound/http/params.ts';
import type { EventId } from '#kernel/id.ts';
import { presentEvent } from '#wire/event.ts';

const params = z.object({
  account: text({ max: 255 }).optional(),
  webhook_endpoint: text({ max: 255 }).optional(),
  for_stripecli: boolean().optional(),
});

/** Sends to the endpoint that is named, or to whatever `stripe listen` runs now. `account`: an event of that connected account. */
export const retry = endpoint({
  method: 'POST',
  path: '/v1/events/:event/retry',
  params,
  async run(context, { account, webhook_endpoint, for_stripecli }, path) {
    const to_listeners = for_stripecli === true;
    if (webhook_endpoint !== undefined && to_listeners) throw exclusiveParams('for_stripecli', 'webhook_endpoint');
    if (webhook_endpoint === undefined && !to_listeners) {
      throw invalidParam('Name the endpoint that gets the event: webhook_endpoint.', 'webhook_endpoint');
    }
    const event = await eventOf(context, path.event, account);
    if (event === null) throw noSuch('event', path.event, null);
    if (webhook_endpoint === undefined) await toListeners(context, event.id);
    else await toEndpoint(context, event.id, webhook_endpoint);
    const pending = await pendingWebhooks(context, [event.id]);
    return presentEvent(event, { pending_webhooks: pending.get(event.id) ?? 0 });
  },
});

async function eventOf(context: RequestContext, id: string, account: string | undefined): Promise<Event | null> {
  if (account === undefined) return findEvent(context, id);
  const event = await findEventAnywhere(context, id);
  return event?.account === account ? event : null;
}

async function toListeners({ trx, clock, random }: RequestContext, event: EventId): Promise<void> {
  const now = clock.now();
  const listeners = await listenersFor(trx, event, now);
  if (listeners.length === 0) throw invalidRequest(NOBODY_LISTENS, { param: 'for_stripecli' });
  await createCliDeliveries(trx, event, listeners, { now, random, resent: true });
}

async function toEndpoint(context: RequestContext, event: EventId, name: string): Promise<void> {
  const target = (await lockWebhookEndpoint(context, name)) ?? (await platformsEndpoint(context, name));
  if (target === null) throw noSuch('webhook endpoint', name, 'webhook_endpoint');
  const problem = await resendEvent(context, event, target);
  if (problem !== null) throw resendError(problem, 'webhook_endpoint');
}

/** What happens in a connected account is told to its platform's endpoints for connected accounts. */
async function platformsEndpoint(context: RequestContext, name: string): Promise<WebhookEndpoint | null> {
  const { platform } = context.caller;
  const found = platform && (await lockWebhookEndpoint({ ...context, merchant: platform }, name));
  return found?.connect ? found : null;
}

export function resendError(problem: ResendProblem, param: string): ApiError {
  return invalidRequest(MESSAGES[problem], { param });
}

const NOBODY_LISTENS =
  'No Stripe CLI is listening. Run `stripe listen` and send again, or name the endpoint that gets the event: webhook_endpoint.';

const MESSAGES: Record<ResendProblem, string> = {
  endpoint_disabled: 'This endpoint is disabled. Enable it, then send again.',
  tried_too_often: 'This event was sent to this endpoint too often already.',
};
