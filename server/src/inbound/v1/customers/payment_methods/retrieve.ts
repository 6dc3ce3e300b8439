// GET /v1/customers/:customer/payment_methods/:payment_method
import { findCustomer } from '#domain/customers/customer_rows.ts';
import { findPaymentMethod } from '#domain/payments/payment_method.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { noParams } from '#inbound/http/params.ts';
import { presentPaymentMethod } from '#wire/payment_method.ts';

export const retrieve = endpoint({
  method: 'GET',
  path: '/v1/customers/:customer/payment_methods/:payment_method',
  params: noParams,
  resource: 'payment_methods',
  async run(context, _params, path) {
    const customer = await findCustomer(context, path.customer);
    if (customer === null || customer.deleted_at !== null) throw noSuch('customer', path.customer, null);
    const method = await findPaymentMethod(context, path.payment_method);
    if (method === null || method.customer !== customer.id) throw noSuch('PaymentMethod', path.payment_method, null);
    return presentPaymentMethod(method);
  },
});
