// GET /v1/webhook_endpoints/:webhook_endpoint
import { findWebhookEndpoint } from '#domain/webhook_endpoints/webhook_endpoint_rows.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { noParams } from '#inbound/http/params.ts';
import { presentWebhookEndpoint } from '#wire/webhook_endpoint.ts';

export const retrieve = endpoint({
  method: 'GET',
  path: '/v1/webhook_endpoints/:webhook_endpoint',
  params: noParams,
  async run(context, _params, path) {
    const found = await findWebhookEndpoint(context, path.webhook_endpoint);
    if (found === null || found.deleted_at !== null) throw noSuch('webhook endpoint', path.webhook_endpoint, null);
    return presentWebhookEndpoint(found, null);
  },
});
