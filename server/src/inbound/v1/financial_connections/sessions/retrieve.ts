// GET /v1/financial_connections/sessions/:session
import { accountObjects } from '#domain/connections/account_rows.ts';
import { accountsOfSession, clientSecretOf, sessionById } from '#domain/connections/session.ts';
import { endpoint, type RequestContext } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { noParams } from '#inbound/http/params.ts';
import { presentSession, type SessionObject } from '#wire/session.ts';

export const retrieve = endpoint({
  method: 'GET',
  path: '/v1/financial_connections/sessions/:session',
  params: noParams,
  async run(context, _params, path) {
    return await showSession(context, path.session);
  },
});

/** The session as its merchant's server sees it; 404 where there is none. */
export async function showSession(context: RequestContext, id: string): Promise<SessionObject> {
  const session = await sessionById(context.trx, { merchant: context.merchant.id, livemode: context.livemode }, id);
  if (session === null) throw noSuch('session', id, null);
  const accounts = await accountObjects(context.trx, await accountsOfSession(context.trx, session.id));
  return presentSession(session, accounts, clientSecretOf(context, session));
}
