// GET /v1/financial_connections/authorizations/:authorization
import type { Row } from '#database/schema.ts';
import { authorizationById } from '#domain/connections/authorization_rows.ts';
import { institutionById } from '#domain/connections/institution_rows.ts';
import { endpoint, type RequestContext } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { noParams } from '#inbound/http/params.ts';
import { presentAuthorization } from '#wire/authorization.ts';

export const retrieve = endpoint({
  method: 'GET',
  path: '/v1/financial_connections/authorizations/:authorization',
  params: noParams,
  feature: 'authorizations',
  async run(context, _params, path) {
    const authorization = await findAuthorization(context, path.authorization);
    return await showAuthorization(context, authorization);
  },
});

/** The row of an authorization that a URL names; 404 where there is none. */
export async function findAuthorization(context: RequestContext, id: string): Promise<Row<'authorizations'>> {
  const owner = { merchant: context.merchant.id, livemode: context.livemode };
  const authorization = await authorizationById(context.trx, owner, id);
  if (authorization === null) throw noSuch('authorization', id, null);
  return authorization;
}

export async function showAuthorization(
  context: RequestContext,
  authorization: Row<'authorizations'>,
): Promise<object> {
  const institution = await institutionById(context.trx, context.livemode, authorization.institution);
  return presentAuthorization(authorization, institution!);
}
