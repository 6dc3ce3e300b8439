// GET /v1/payouts/:payout
import { findPayout, payoutObject } from '#domain/payouts/payout.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { noParams } from '#inbound/http/params.ts';

export const retrieve = endpoint({
  method: 'GET',
  path: '/v1/payouts/:payout',
  params: noParams,
  async run(context, _params, path) {
    const payout = await findPayout(context, path.payout);
    if (payout === null) throw noSuch('payout', path.payout, null);
    return await payoutObject(context, payout);
  },
});
