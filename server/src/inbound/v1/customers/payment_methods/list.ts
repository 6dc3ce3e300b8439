// GET /v1/customers/:customer/payment_methods
import { z } from 'zod';
import { findCustomer } from '#domain/customers/customer_rows.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { listParams, methodsPage } from '#inbound/v1/payment_methods/list.ts';

export const list = endpoint({
  method: 'GET',
  path: '/v1/customers/:customer/payment_methods',
  params: z.object(listParams),
  resource: 'payment_methods',
  async run(context, filters, path) {
    const customer = await findCustomer(context, path.customer);
    if (customer === null || customer.deleted_at !== null) throw noSuch('customer', path.customer, null);
    const url = `/v1/customers/${customer.id}/payment_methods`;
    return await methodsPage(context, filters, { customer: customer.id, url });
  },
});
