// POST /v1/accounts/:account/external_accounts
import type Stripe from 'stripe';
import { z } from 'zod';
import { createExternalAccount } from '#domain/payouts/external_account.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { boolean, metadata, type ParamsOf } from '#inbound/http/params.ts';
import { presentExternalAccount } from '#wire/bank_account.ts';
import { externalAccount, sourceGiven } from './given.ts';
import { asOwner } from './owner.ts';
import { externalAccountError } from './problems.ts';

const params = z.object({
  external_account: externalAccount(),
  default_for_currency: boolean().optional(),
  metadata: metadata().optional(),
} satisfies ParamsOf<Stripe.AccountCreateExternalAccountParams>);

export const create = endpoint({
  method: 'POST',
  path: '/v1/accounts/:account/external_accounts',
  params,
  async run(context, { external_account: given, default_for_currency = false, metadata: notes }, path) {
    const owner = await asOwner(context, path.account, { lock: true });
    const source = await sourceGiven(context, given);
    const made = await createExternalAccount(owner, { ...source, default_for_currency, metadata: notes ?? {} });
    if (typeof made === 'string') throw externalAccountError(made);
    return presentExternalAccount(made);
  },
});
