// POST /v1/payouts/:payout/cancel
import { cancelPayout, findPayout, payoutObject } from '#domain/payouts/payout.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { invalidRequest, noSuch } from '#inbound/http/errors.ts';
import { noParams } from '#inbound/http/params.ts';

/** Only for the moment before the bank network gets it: two seconds. */
export const cancel = endpoint({
  method: 'POST',
  path: '/v1/payouts/:payout/cancel',
  params: noParams,
  async run(context, _params, path) {
    const payout = await findPayout(context, path.payout, { lock: true });
    if (payout === null) throw noSuch('payout', path.payout, null);
    const canceled = await cancelPayout(context, payout);
    if (canceled === null)
      throw invalidRequest(`Payouts that are not pending cannot be canceled. This one is ${payout.status}.`);
    return await payoutObject(context, canceled);
  },
});
