// GET /v1/tokens/:token
import { findBankToken } from '#domain/payouts/bank_token.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { noParams } from '#inbound/http/params.ts';
import { presentBankToken } from '#wire/bank_account.ts';

export const retrieve = endpoint({
  method: 'GET',
  path: '/v1/tokens/:token',
  params: noParams,
  by_pages: true,
  async run(context, _params, path) {
    const token = await findBankToken(context, path.token);
    if (token === null) throw noSuch('token', path.token, null);
    return presentBankToken(token);
  },
});
