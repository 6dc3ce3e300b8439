// GET /v1/financial_connections/institutions/:institution
import { institutionById } from '#domain/connections/institution_rows.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { noParams } from '#inbound/http/params.ts';
import { presentInstitution } from '#wire/institution.ts';

export const retrieve = endpoint({
  method: 'GET',
  path: '/v1/financial_connections/institutions/:institution',
  params: noParams,
  feature: 'institutions',
  async run(context, _params, path) {
    const institution = await institutionById(context.trx, context.livemode, path.institution);
    if (institution === null) throw noSuch('institution', path.institution, null);
    return presentInstitution(institution);
  },
});
