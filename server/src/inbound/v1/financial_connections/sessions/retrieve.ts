// GET /v1/financial_connections/sessions/:session

import type { Row } from '#database/schema.ts';
import { accountObjects } from '#domain/connections/account_rows.ts';
import { linkUrl, tokenOf } from '#domain/connections/hosted_link.ts';
import { accountsOfSession, clientSecretOf, sessionById } from '#domain/connections/session.ts';
import { tokenOfSession } from '#domain/payouts/session_token.ts';
import { endpoint, type RequestContext } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { noParams } from '#inbound/http/params.ts';
import { presentSession, type SessionObject, type SessionOpener } from '#wire/session.ts';

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
  return presentSession(session, accounts, await openerOf(context, session), await tokenOfSession(context, session));
}

/** A hosted session's address is told while it is pending and its merchant delivers it himself (spec 3.10). */
async function openerOf(context: RequestContext, session: Row<'sessions'>): Promise<SessionOpener> {
  const client_secret = clientSecretOf(context, session);
  if (session.status !== 'pending' || session.delivery_method !== 'url') return { client_secret, url: null };
  const token = await tokenOf(context, session);
  return { client_secret, url: token && linkUrl(context.public_url, token) };
}
