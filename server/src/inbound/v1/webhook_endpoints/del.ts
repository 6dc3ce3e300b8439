// DELETE /v1/webhook_endpoints/:webhook_endpoint
import { deleteWebhookEndpoint } from '#domain/webhook_endpoints/webhook_endpoint.ts';
import { lockWebhookEndpoint } from '#domain/webhook_endpoints/webhook_endpoint_rows.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { noParams } from '#inbound/http/params.ts';
import { presentDeletedWebhookEndpoint } from '#wire/webhook_endpoint.ts';

export const del = endpoint({
  method: 'DELETE',
  path: '/v1/webhook_endpoints/:webhook_endpoint',
  params: noParams,
  async run(context, _params, path) {
    const found = await lockWebhookEndpoint(context, path.webhook_endpoint);
    if (found === null) throw noSuch('webhook endpoint', path.webhook_endpoint, null);
    await deleteWebhookEndpoint(context, found);
    return presentDeletedWebhookEndpoint(found.id);
  },
});
