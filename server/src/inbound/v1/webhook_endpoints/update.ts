// POST /v1/webhook_endpoints/:webhook_endpoint
import type Stripe from 'stripe';
import { z } from 'zod';
import { updateWebhookEndpoint } from '#domain/webhook_endpoints/webhook_endpoint.ts';
import { lockWebhookEndpoint } from '#domain/webhook_endpoints/webhook_endpoint_rows.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { boolean, emptyable, metadata, type ParamsOf, text } from '#inbound/http/params.ts';
import { presentWebhookEndpoint } from '#wire/webhook_endpoint.ts';
import { checkUrl, enabledEvents, endpointError, url } from './params.ts';
import { warnOfSilence } from './warnings.ts';

const params = z.object({
  url: url().optional(),
  enabled_events: enabledEvents().optional(),
  description: emptyable(text()).optional(),
  disabled: boolean().optional(),
  metadata: metadata().optional(),
} satisfies ParamsOf<Stripe.WebhookEndpointUpdateParams>);

export const update = endpoint({
  method: 'POST',
  path: '/v1/webhook_endpoints/:webhook_endpoint',
  params,
  async run(context, { disabled, ...fields }, path) {
    if (fields.url !== undefined) checkUrl(fields.url, context.livemode);
    const found = await lockWebhookEndpoint(context, path.webhook_endpoint);
    if (found === null) throw noSuch('webhook endpoint', path.webhook_endpoint, null);
    const status = disabled === undefined ? {} : ({ status: disabled ? 'disabled' : 'enabled' } as const);
    const updated = await updateWebhookEndpoint(context, found, { ...fields, ...status });
    if (typeof updated === 'string') throw endpointError(updated, context.livemode);
    if (fields.enabled_events !== undefined) warnOfSilence(context, updated);
    return presentWebhookEndpoint(updated, null);
  },
});
