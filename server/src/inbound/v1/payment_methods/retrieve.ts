// GET /v1/payment_methods/:payment_method
import { findPaymentMethod, type PaymentMethod } from '#domain/payments/payment_method.ts';
import { endpoint, type RequestContext } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { noParams } from '#inbound/http/params.ts';
import { presentPaymentMethod } from '#wire/payment_method.ts';

export const retrieve = endpoint({
  method: 'GET',
  path: '/v1/payment_methods/:payment_method',
  params: noParams,
  async run(context, _params, path) {
    return presentPaymentMethod(await namedMethod(context, path.payment_method));
  },
});

/** The row of a payment method that a URL names; 404 where there is none. */
export async function namedMethod(
  context: RequestContext,
  id: string,
  options: { lock?: boolean } = {},
): Promise<PaymentMethod> {
  const method = await findPaymentMethod(context, id, options);
  if (method === null) throw noSuch('PaymentMethod', id, null);
  return method;
}
