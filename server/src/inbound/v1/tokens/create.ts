// POST /v1/tokens
import type Stripe from 'stripe';
import { z } from 'zod';
import { createBankToken } from '#domain/payouts/bank_token.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import type { ParamsOf } from '#inbound/http/params.ts';
import { presentBankToken } from '#wire/bank_account.ts';
import { bankAccount, detailsGiven } from './params.ts';

const params = z.object({ bank_account: bankAccount() } satisfies ParamsOf<Stripe.TokenCreateParams>);

/** A one-time token of a bank account for payouts. A page may make one, so that the digits never reach the merchant's server. */
export const create = endpoint({
  method: 'POST',
  path: '/v1/tokens',
  params,
  by_pages: true,
  async run(context, { bank_account }) {
    const details = await detailsGiven(context, bank_account, 'bank_account');
    const page = context.caller.kind === 'publishable';
    return presentBankToken(await createBankToken(context, details, page ? context.sender.ip_address : null));
  },
});
