// POST /v1/customers/:customer
import { z } from 'zod';
import { updateCustomer } from '#domain/customers/customer.ts';
import { lockCustomer } from '#domain/customers/customer_rows.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { presentCustomer } from '#wire/customer.ts';
import { customerFields, customerParams } from './params.ts';
import { customerError } from './problems.ts';

export const update = endpoint({
  method: 'POST',
  path: '/v1/customers/:customer',
  params: z.object(customerParams),
  async run(context, params, path) {
    const customer = await lockCustomer(context, path.customer);
    if (customer === null || customer.deleted_at !== null) throw noSuch('customer', path.customer, null);
    const updated = await updateCustomer(context, customer, customerFields(params));
    if (typeof updated === 'string') throw customerError(updated);
    return presentCustomer(updated);
  },
});
