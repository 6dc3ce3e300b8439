// GET /v1/payment_methods
import { sql } from 'kysely';
import type Stripe from 'stripe';
import { z } from 'zod';
import { findCustomer } from '#domain/customers/customer_rows.ts';
import { findPaymentMethod } from '#domain/payments/payment_method.ts';
import { endpoint, type RequestContext } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { listPage, type Page } from '#inbound/http/list.ts';
import { enumeration, type ParamsOf, pagination, text } from '#inbound/http/params.ts';
import type { CustomerId } from '#kernel/id.ts';
import { type PaymentMethodObject, presentPaymentMethod } from '#wire/payment_method.ts';
import { ALLOW_REDISPLAY } from './params.ts';

/** Also of the list of one customer's. */
export const listParams = {
  ...pagination,
  allow_redisplay: enumeration(ALLOW_REDISPLAY).optional(),
  // Every one of Stripe's types may be asked for; there are payment methods of one of them.
  type: text({ max: 50, pattern: /^[a-z][a-z0-9_]+$/, hint: 'must be the name of a type' }).optional(),
} satisfies ParamsOf<Stripe.PaymentMethodListParams>;

const params = z.object({
  ...listParams,
  customer: text({ max: 255 }).optional(),
} satisfies ParamsOf<Stripe.PaymentMethodListParams>);

export const list = endpoint({
  method: 'GET',
  path: '/v1/payment_methods',
  params,
  async run(context, { customer: id, ...filters }) {
    const customer = id === undefined ? null : await findCustomer(context, id);
    if (id !== undefined && (customer === null || customer.deleted_at !== null))
      throw noSuch('customer', id, 'customer');
    return await methodsPage(context, filters, { customer: customer?.id ?? null, url: '/v1/payment_methods' });
  },
});

const filterParams = z.object(listParams);

/** A page of the merchant's payment methods, or of one customer's. Those that were detached are in no list. */
export async function methodsPage(
  context: RequestContext,
  { allow_redisplay, type, ...page }: z.output<typeof filterParams>,
  { customer, url }: { customer: CustomerId | null; url: string },
): Promise<Page<PaymentMethodObject>> {
  let query = context.trx
    .selectFrom('payment_methods')
    .selectAll()
    .where('merchant', '=', context.merchant.id)
    .where('livemode', '=', context.livemode)
    .where('detached_at', 'is', null);
  if (customer !== null) query = query.where('customer', '=', customer);
  if (allow_redisplay !== undefined) query = query.where('allow_redisplay', '=', allow_redisplay);
  if (type !== undefined && type !== 'us_bank_account') query = query.where(sql<boolean>`false`);
  return await listPage({
    query,
    cursor: async (id) => (await findPaymentMethod(context, id)) ?? undefined,
    noun: 'PaymentMethod',
    url,
    params: page,
    present: (rows) => rows.map(presentPaymentMethod),
  });
}
