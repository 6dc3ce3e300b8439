// GET /v1/charges/:charge
import { chargeObject, findCharge } from '#domain/payments/charge_rows.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { noParams } from '#inbound/http/params.ts';

export const retrieve = endpoint({
  method: 'GET',
  path: '/v1/charges/:charge',
  params: noParams,
  async run(context, _params, path) {
    const charge = await findCharge(context, path.charge);
    if (charge === null) throw noSuch('charge', path.charge, null);
    return await chargeObject(context, charge);
  },
});
