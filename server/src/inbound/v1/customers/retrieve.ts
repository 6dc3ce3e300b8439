// GET /v1/customers/:customer
import { findCustomer } from '#domain/customers/customer_rows.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { noParams } from '#inbound/http/params.ts';
import { presentCustomer, presentDeletedCustomer } from '#wire/customer.ts';

export const retrieve = endpoint({
  method: 'GET',
  path: '/v1/customers/:customer',
  params: noParams,
  async run(context, _params, path) {
    const customer = await findCustomer(context, path.customer);
    if (customer === null) throw noSuch('customer', path.customer, null);
    return customer.deleted_at === null ? presentCustomer(customer) : presentDeletedCustomer(customer.id);
  },
});
