// POST /v1/events/:event/retry, which `stripe events resend` of the Stripe CLI calls
import { z } from 'zod';
import { findEvent, pendingWebhooks } from '#domain/events/event_rows.ts';
import { type ResendProblem, resendEvent } from '#domain/webhook_endpoints/resend.ts';
import { lockWebhookEndpoint } from '#domain/webhook_endpoints/webhook_endpoint_rows.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { type ApiError, invalidParam, invalidRequest, noSuch } from '#inbound/http/errors.ts';
import { boolean, text } from '#inbound/http/params.ts';
import { presentEvent } from '#wire/event.ts';

const params = z.object({
  webhook_endpoint: text({ max: 255 }).optional(),
  for_stripecli: boolean().optional(),
});

export const retry = endpoint({
  method: 'POST',
  path: '/v1/events/:event/retry',
  params,
  async run(context, { webhook_endpoint }, path) {
    // What the CLI asks for when nothing is named: that its own listener, which is at Stripe, gets the event.
    if (webhook_endpoint === undefined) {
      throw invalidParam('Name the endpoint that gets the event: webhook_endpoint.', 'webhook_endpoint');
    }
    const event = await findEvent(context, path.event);
    if (event === null) throw noSuch('event', path.event, null);
    const target = await lockWebhookEndpoint(context, webhook_endpoint);
    if (target === null) throw noSuch('webhook endpoint', webhook_endpoint, 'webhook_endpoint');
    const problem = await resendEvent(context, event.id, target);
    if (problem !== null) throw resendError(problem, 'webhook_endpoint');
    const pending = await pendingWebhooks(context, [event.id]);
    return presentEvent(event, { pending_webhooks: pending.get(event.id) ?? 0 });
  },
});

export function resendError(problem: ResendProblem, param: string): ApiError {
  return invalidRequest(MESSAGES[problem], { param });
}

const MESSAGES: Record<ResendProblem, string> = {
  endpoint_disabled: 'This endpoint is disabled. Enable it, then send again.',
  tried_too_often: 'This event was sent to this endpoint too often already.',
};
