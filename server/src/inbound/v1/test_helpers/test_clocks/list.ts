// GET /v1/test_helpers/test_clocks
import { z } from 'zod';
import { testClockCursor } from '#domain/customers/test_clock.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { listPage } from '#inbound/http/list.ts';
import { pagination } from '#inbound/http/params.ts';
import { presentTestClock } from '#wire/test_clock.ts';

export const list = endpoint({
  method: 'GET',
  path: '/v1/test_helpers/test_clocks',
  params: z.object(pagination),
  sandbox_only: true,
  async run(context, params) {
    return listPage({
      query: context.trx
        .selectFrom('test_clocks')
        .selectAll()
        .where('merchant', '=', context.merchant.id)
        .where('deleted_at', 'is', null),
      cursor: (id) => testClockCursor(context, id),
      noun: 'test_clock',
      url: '/v1/test_helpers/test_clocks',
      params,
      present: (rows) => rows.map(presentTestClock),
    });
  },
});
