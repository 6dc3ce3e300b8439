// Calls about customers: list, make, read, change. A changed address goes the way of the API, with its event.
import { z } from 'zod';
import { createCustomer, updateCustomer } from '#domain/customers/customer.ts';
import { type Customer, findCustomer, lockCustomer } from '#domain/customers/customer_rows.ts';
import { findTestClock } from '#domain/customers/test_clock.ts';
import { invalidParam, noSuch } from '#inbound/http/errors.ts';
import { array, emptyable, refuseParam, text } from '#inbound/http/params.ts';
import { customerError } from '#inbound/v1/customers/problems.ts';
import { holderSearch } from '../accounts/filter.ts';
import { call, type DashboardContext } from '../call.ts';
import { pageOf, type Stretch, stretchOf } from '../paging.ts';
import { id, paging } from '../reading.ts';
import { customerDetail, customerRows } from './rows.ts';

export const SEARCH_MAX = 256;

/** As the API takes it: the mail server knows better than any pattern. */
export const address = text({ max: 512 }).superRefine((value, context) => {
  if (value !== '' && !/^[^\s@]+@[^\s@]+$/.test(value)) refuseParam(context, 'This is not an e-mail address.');
});

const fields = z.object({
  name: emptyable(text({ max: 256 })).optional(),
  email: emptyable(address).optional(),
  phone: emptyable(text({ max: 32 })).optional(),
  preferred_locales: array(text({ max: 35 }), { max: 20 }).optional(),
  test_clock: id().optional(),
});

export const listCustomers = call('GET /customers', {
  role: 'viewer',
  query: z.object({ ...paging, search: text({ max: SEARCH_MAX }).optional() }),
  run: async (context, { query: { search, ...paged } }) => {
    const stretch = stretchOf(paged);
    const found = await customersWhere(context, search ?? '', stretch);
    return await pageOf(found, stretch, (shown) => customerRows(context, shown));
  },
});

export async function customersWhere(
  context: DashboardContext,
  term: string,
  { place, backwards, rows }: Stretch,
): Promise<Customer[]> {
  let query = customersLike(context, term.trim());
  if (place !== null) query = query.where('sequence', backwards ? '>' : '<', place.sequence);
  return await query
    .orderBy('sequence', backwards ? 'asc' : 'desc')
    .limit(rows)
    .execute();
}

/** By id, e-mail address, or how words of the name begin. */
export function customersLike(context: DashboardContext, term: string) {
  const { trx, merchant, livemode } = context;
  const query = trx
    .selectFrom('customers')
    .selectAll()
    .where('merchant', '=', merchant.id)
    .where('livemode', '=', livemode)
    .where('deleted_at', 'is', null);
  if (term === '') return query;
  if (term.startsWith('cus_')) return query.where('id', '=', term as Customer['id']);
  return query.where(holderSearch(context, 'merchant', term));
}

export const createOne = call('POST /customers', {
  role: 'operator',
  body: fields,
  run: async (context, { body: { test_clock, ...given } }) => {
    const clock = test_clock === undefined ? null : await findTestClock(context, test_clock, true);
    if (test_clock !== undefined && clock === null) throw noSuch('test_clock', test_clock, 'test_clock');
    const customer = await createCustomer(context, given, clock);
    if (typeof customer === 'string') throw customerError(customer);
    return await customerDetail(context, customer);
  },
});

export const retrieveCustomer = call('GET /customers/:id', {
  role: 'viewer',
  run: async (context, { path }) => {
    const customer = await findCustomer(context, path.id);
    return await customerDetail(context, existing(customer, path.id));
  },
});

export const updateOne = call('POST /customers/:id', {
  role: 'operator',
  body: fields,
  run: async (context, { path, body: { test_clock, ...given } }) => {
    if (test_clock !== undefined)
      throw invalidParam('A customer stays on the clock that he was made with.', 'test_clock');
    const customer = existing(await lockCustomer(context, path.id), path.id);
    const updated = await updateCustomer(context, customer, given);
    if (typeof updated === 'string') throw customerError(updated);
    return await customerDetail(context, updated);
  },
});

function existing(customer: Customer | null, id: string): Customer {
  if (customer === null || customer.deleted_at !== null) throw noSuch('customer', id, null);
  return customer;
}
