// GET /v1/mandates/:mandate
import { findMandate } from '#domain/payments/mandate.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { noParams } from '#inbound/http/params.ts';
import { presentMandate } from '#wire/mandate.ts';

export const retrieve = endpoint({
  method: 'GET',
  path: '/v1/mandates/:mandate',
  params: noParams,
  resource: 'payment_methods',
  async run(context, _params, path) {
    const mandate = await findMandate(context, path.mandate);
    if (mandate === null) throw noSuch('mandate', path.mandate, null);
    return presentMandate(mandate);
  },
});
