// POST /v1/payment_methods/:payment_method/detach
import { lockCustomer } from '#domain/customers/customer_rows.ts';
import { detachPaymentMethod } from '#domain/payments/attach.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { invalidRequest } from '#inbound/http/errors.ts';
import { noParams } from '#inbound/http/params.ts';
import { presentPaymentMethod } from '#wire/payment_method.ts';
import { namedMethod } from './retrieve.ts';

export const detach = endpoint({
  method: 'POST',
  path: '/v1/payment_methods/:payment_method/detach',
  params: noParams,
  async run(context, _params, path) {
    const seen = await namedMethod(context, path.payment_method);
    const customer = seen.customer === null ? null : await lockCustomer(context, seen.customer);
    const method = await namedMethod(context, path.payment_method, { lock: true });
    if (customer === null || method.customer !== customer.id) {
      throw invalidRequest(
        'The payment method you provided is not attached to a customer so detachment is impossible.',
      );
    }
    return presentPaymentMethod(await detachPaymentMethod(context, method, customer));
  },
});
