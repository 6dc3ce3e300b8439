// GET /v1/financial_connections/institutions
import type Stripe from 'stripe';
import { z } from 'zod';
import { institutionById } from '#domain/connections/institution_rows.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { listPage } from '#inbound/http/list.ts';
import { type ParamsOf, pagination } from '#inbound/http/params.ts';
import { presentInstitution } from '#wire/institution.ts';

const params = z.object({ ...pagination } satisfies ParamsOf<Stripe.FinancialConnections.InstitutionListParams>);

export const list = endpoint({
  method: 'GET',
  path: '/v1/financial_connections/institutions',
  params,
  feature: 'institutions',
  async run(context, page) {
    return listPage({
      query: context.trx
        .selectFrom('institutions')
        .selectAll()
        .where('livemode', '=', context.livemode)
        .where('offered', '=', true),
      cursor: async (id) => (await institutionById(context.trx, context.livemode, id)) ?? undefined,
      noun: 'institution',
      url: '/v1/financial_connections/institutions',
      params: page,
      present: (rows) => rows.map(presentInstitution),
    });
  },
});
