// POST /v1/payouts/:payout
import type Stripe from 'stripe';
import { z } from 'zod';
import { findPayout, payoutObject, updatePayout } from '#domain/payouts/payout.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { metadata, type ParamsOf } from '#inbound/http/params.ts';
import { tooMuchMetadata } from '#inbound/v1/payment_methods/problems.ts';

const params = z.object({ metadata: metadata().optional() } satisfies ParamsOf<Stripe.PayoutUpdateParams>);

export const update = endpoint({
  method: 'POST',
  path: '/v1/payouts/:payout',
  params,
  async run(context, { metadata: change }, path) {
    const payout = await findPayout(context, path.payout, { lock: true });
    if (payout === null) throw noSuch('payout', path.payout, null);
    const updated = change === undefined ? payout : await updatePayout(context, payout, change);
    if (updated === 'too_much_metadata') throw tooMuchMetadata();
    return await payoutObject(context, updated);
  },
});
