// POST /v1/accounts/:account/external_accounts
import type Stripe from 'stripe';
import { z } from 'zod';
import { openDigits } from '#domain/payouts/bank_account.ts';
import { type BankToken, findBankToken } from '#domain/payouts/bank_token.ts';
import { createExternalAccount, type NewExternalAccount } from '#domain/payouts/external_account.ts';
import { endpoint, type RequestContext } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { boolean, metadata, type ParamsOf, text } from '#inbound/http/params.ts';
import { bankAccount, detailsGiven } from '#inbound/v1/tokens/params.ts';
import { presentExternalAccount } from '#wire/bank_account.ts';
import { asOwner, platformOf } from './owner.ts';
import { externalAccountError } from './problems.ts';

const params = z.object({
  external_account: z.union([text({ max: 255 }), bankAccount()]),
  default_for_currency: boolean().optional(),
  metadata: metadata().optional(),
} satisfies ParamsOf<Stripe.AccountCreateExternalAccountParams>);

export const create = endpoint({
  method: 'POST',
  path: '/v1/accounts/:account/external_accounts',
  params,
  async run(context, { external_account: given, default_for_currency = false, metadata: notes }, path) {
    const owner = await asOwner(context, path.account, { lock: true });
    const source =
      typeof given === 'string'
        ? await tokenGiven(context, given)
        : { token: null, details: await detailsGiven(context, given, 'external_account') };
    const made = await createExternalAccount(owner, { ...source, default_for_currency, metadata: notes ?? {} });
    if (typeof made === 'string') throw externalAccountError(made);
    return presentExternalAccount(made);
  },
});

/** A token of whoever asks, or of his platform. */
async function tokenGiven(context: RequestContext, id: string): Promise<Pick<NewExternalAccount, 'token' | 'details'>> {
  const platform = platformOf(context);
  const token =
    (await findBankToken(context, id, { lock: true })) ??
    (platform && (await findBankToken(platform, id, { lock: true })));
  if (token === null) throw noSuch('token', id, 'external_account');
  return { token, details: detailsOf(context, token) };
}

function detailsOf({ vault }: RequestContext, token: BankToken): NewExternalAccount['details'] {
  const { account, account_holder_name, account_holder_type, account_type, bank_name, country, currency } = token;
  const number = openDigits(vault, 'bank_tokens', token);
  return { number, account, account_holder_name, account_holder_type, account_type, bank_name, country, currency };
}
