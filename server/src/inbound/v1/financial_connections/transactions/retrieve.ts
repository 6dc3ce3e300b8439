// GET /v1/financial_connections/transactions/:transaction
import { readableTransaction } from '#domain/account_data/transaction_rows.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { noParams } from '#inbound/http/params.ts';

/** One that the customer no longer allows to be read is as if it were not there: it is being deleted. */
export const retrieve = endpoint({
  method: 'GET',
  path: '/v1/financial_connections/transactions/:transaction',
  params: noParams,
  async run(context, _params, path) {
    const transaction = await readableTransaction(context, path.transaction);
    if (transaction === null) throw noSuch('transaction', path.transaction, null);
    return transaction;
  },
});
