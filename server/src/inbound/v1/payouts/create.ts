// POST /v1/payouts
import type Stripe from 'stripe';
import { z } from 'zod';
import { type ExternalAccount, externalAccounts, findExternalAccount } from '#domain/payouts/external_account.ts';
import { createPayout, payoutObject } from '#domain/payouts/payout.ts';
import { endpoint, type RequestContext } from '#inbound/http/endpoint.ts';
import { invalidRequest, noSuch } from '#inbound/http/errors.ts';
import { enumeration, integer, metadata, type ParamsOf, refuseParam, text } from '#inbound/http/params.ts';
import { payoutError } from './problems.ts';

const AMOUNT_MAX = 99_999_999;

const params = z.object({
  amount: integer({ min: 1, max: AMOUNT_MAX }),
  currency: text({ pattern: /^usd$/i, hint: 'must be usd: payouts go over the ACH network' }).transform(() => 'usd'),
  description: text({ max: 1000 }).optional(),
  destination: text({ max: 255 }).optional(),
  metadata: metadata().optional(),
  method: enumeration(['instant', 'standard'])
    .superRefine((method, context) => {
      if (method === 'instant')
        refuseParam(
          context,
          'Instant payouts are not supported: bank accounts are paid over the ACH network.',
          'instant_payouts_unsupported',
        );
    })
    .optional(),
  source_type: enumeration(['bank_account', 'card', 'fpx']).optional(),
  statement_descriptor: text({ max: 22 }).optional(),
} satisfies ParamsOf<Stripe.PayoutCreateParams>);

/** Sends money to a connected account's bank account; made as that account, with `Stripe-Account`. */
export const create = endpoint({
  method: 'POST',
  path: '/v1/payouts',
  params,
  // There is no way yet by which real money would move.
  sandbox_only: true,
  async run(context, given) {
    const destination = await destinationOf(context, given.destination, given.currency);
    const made = await createPayout(context, {
      destination,
      amount: given.amount,
      currency: given.currency,
      description: given.description ?? null,
      metadata: given.metadata ?? {},
      source_type: given.source_type ?? 'card',
      statement_descriptor: given.statement_descriptor ?? null,
    });
    if (typeof made === 'string') throw payoutError(made);
    return await payoutObject(context, made);
  },
});

/** The external account that is named, else the currency's default; locked. */
async function destinationOf(
  context: RequestContext,
  id: string | undefined,
  currency: string,
): Promise<ExternalAccount> {
  if (id !== undefined) {
    const named = await findExternalAccount(context, id, { lock: true });
    if (named === null) throw noSuch('external account', id, 'destination');
    return named;
  }
  const first = (await externalAccounts(context)).find(
    (each) => each.default_for_currency && each.currency === currency,
  );
  const locked = first && (await findExternalAccount(context, first.id, { lock: true }));
  if (!locked) {
    throw invalidRequest(
      `Sorry, you don't have any external accounts in that currency (${currency}). Payouts are made as a connected account, with Stripe-Account.`,
    );
  }
  return locked;
}
