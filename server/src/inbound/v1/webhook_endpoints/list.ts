// GET /v1/webhook_endpoints
import { z } from 'zod';
import { findWebhookEndpoint } from '#domain/webhook_endpoints/webhook_endpoint_rows.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { listPage } from '#inbound/http/list.ts';
import { pagination } from '#inbound/http/params.ts';
import { presentWebhookEndpoint } from '#wire/webhook_endpoint.ts';

export const list = endpoint({
  method: 'GET',
  path: '/v1/webhook_endpoints',
  params: z.object(pagination),
  async run(context, params) {
    const query = context.trx
      .selectFrom('webhook_endpoints')
      .selectAll()
      .where('merchant', '=', context.merchant.id)
      .where('livemode', '=', context.livemode)
      .where('deleted_at', 'is', null);
    return listPage({
      query,
      cursor: async (id) => (await findWebhookEndpoint(context, id)) ?? undefined,
      noun: 'webhook endpoint',
      url: '/v1/webhook_endpoints',
      params,
      present: (rows) => rows.map((row) => presentWebhookEndpoint(row, null)),
    });
  },
});
