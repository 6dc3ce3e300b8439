// GET /v1/customers
import type Stripe from 'stripe';
import { z } from 'zod';
import { findCustomer } from '#domain/customers/customer_rows.ts';
import { findTestClock } from '#domain/customers/test_clock.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { inRange, listPage } from '#inbound/http/list.ts';
import { type ParamsOf, pagination, range, text } from '#inbound/http/params.ts';
import { presentCustomer } from '#wire/customer.ts';

const params = z.object({
  ...pagination,
  created: range().optional(),
  email: text({ max: 512 }).optional(),
  test_clock: text({ max: 255 }).optional(),
} satisfies ParamsOf<Stripe.CustomerListParams>);

export const list = endpoint({
  method: 'GET',
  path: '/v1/customers',
  params,
  async run(context, { created, email, test_clock, ...page }) {
    let query = context.trx
      .selectFrom('customers')
      .selectAll()
      .where('merchant', '=', context.merchant.id)
      .where('livemode', '=', context.livemode)
      .where('deleted_at', 'is', null);
    if (email !== undefined) query = query.where('email', '=', email);
    if (created !== undefined) query = query.where(inRange('created', created));
    if (test_clock === undefined) query = query.where('test_clock', 'is', null);
    else {
      const clock = await findTestClock(context, test_clock);
      if (clock === null) throw noSuch('test_clock', test_clock, 'test_clock');
      query = query.where('test_clock', '=', clock.id);
    }
    return listPage({
      query,
      cursor: async (id) => (await findCustomer(context, id)) ?? undefined,
      noun: 'customer',
      url: '/v1/customers',
      params: page,
      present: (rows) => rows.map(presentCustomer),
    });
  },
});
