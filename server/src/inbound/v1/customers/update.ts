// POST /v1/customers/:customer
import { z } from 'zod';
import { updateCustomer } from '#domain/customers/customer.ts';
import { lockCustomer } from '#domain/customers/customer_rows.ts';
import { isAttached } from '#domain/payments/attach.ts';
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
    const method = params.invoice_settings?.default_payment_method ?? null;
    if (method !== null && !(await isAttached(context, method, customer.id)))
      throw noSuch('PaymentMethod', method, 'invoice_settings[default_payment_method]');
    const updated = await updateCustomer(context, customer, customerFields(params));
    if (typeof updated === 'string') throw customerError(updated);
    return presentCustomer(updated);
  },
});
