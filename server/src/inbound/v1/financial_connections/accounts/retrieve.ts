// GET /v1/financial_connections/accounts/:account
import type { Row } from '#database/schema.ts';
import { accountById, accountObjects } from '#domain/connections/account_rows.ts';
import { endpoint, type RequestContext } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { noParams } from '#inbound/http/params.ts';

export const retrieve = endpoint({
  method: 'GET',
  path: '/v1/financial_connections/accounts/:account',
  params: noParams,
  async run(context, _params, path) {
    const account = await findAccount(context, path.account);
    return await showAccount(context, account.id);
  },
});

/** The row of an account that a URL names; 404 where there is none. */
export async function findAccount(context: RequestContext, id: string): Promise<Row<'accounts'>> {
  const account = await accountById(context.trx, { merchant: context.merchant.id, livemode: context.livemode }, id);
  if (account === null) throw noSuch('account', id, null);
  return account;
}

export async function showAccount(context: RequestContext, id: Row<'accounts'>['id']): Promise<object> {
  const [object] = await accountObjects(context.trx, [id]);
  return object as object;
}
