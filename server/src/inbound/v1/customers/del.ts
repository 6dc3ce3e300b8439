// DELETE /v1/customers/:customer
import { deleteCustomer } from '#domain/customers/customer.ts';
import { lockCustomer } from '#domain/customers/customer_rows.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { noParams } from '#inbound/http/params.ts';
import { presentDeletedCustomer } from '#wire/customer.ts';

export const del = endpoint({
  method: 'DELETE',
  path: '/v1/customers/:customer',
  params: noParams,
  async run(context, _params, path) {
    const customer = await lockCustomer(context, path.customer);
    if (customer === null || customer.deleted_at !== null) throw noSuch('customer', path.customer, null);
    await deleteCustomer(context, customer);
    return presentDeletedCustomer(customer.id);
  },
});
