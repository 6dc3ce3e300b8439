// POST /v1/webhook_endpoints
import type Stripe from 'stripe';
import { z } from 'zod';
import { createWebhookEndpoint } from '#domain/webhook_endpoints/webhook_endpoint.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { invalidParam } from '#inbound/http/errors.ts';
import { boolean, emptyable, metadata, type ParamsOf, text } from '#inbound/http/params.ts';
import { presentWebhookEndpoint } from '#wire/webhook_endpoint.ts';
import { apiVersion, checkUrl, enabledEvents, endpointError, url } from './params.ts';
import { warnOfSilence } from './warnings.ts';

const params = z.object({
  url: url(),
  enabled_events: enabledEvents(),
  api_version: apiVersion().optional(),
  connect: boolean().optional(),
  description: emptyable(text()).optional(),
  metadata: metadata().optional(),
} satisfies ParamsOf<Stripe.WebhookEndpointCreateParams>);

export const create = endpoint({
  method: 'POST',
  path: '/v1/webhook_endpoints',
  params,
  async run(context, { connect = false, api_version, ...fields }) {
    checkUrl(fields.url, context.livemode);
    if (connect && context.merchant.platform !== null) {
      throw invalidParam('A connected account has no connected accounts that an endpoint could hear of.', 'connect');
    }
    const made = await createWebhookEndpoint(context, { ...fields, connect, api_version: api_version ?? null });
    if (typeof made === 'string') throw endpointError(made, context.livemode);
    warnOfSilence(context, made.endpoint);
    return presentWebhookEndpoint(made.endpoint, made.secret);
  },
});
