// POST /v1/accounts/:account/external_accounts/:external_account
import type Stripe from 'stripe';
import { z } from 'zod';
import { findExternalAccount, updateExternalAccount } from '#domain/payouts/external_account.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { boolean, emptyable, enumeration, metadata, type ParamsOf, text } from '#inbound/http/params.ts';
import { tooMuchMetadata } from '#inbound/v1/payment_methods/problems.ts';
import { presentExternalAccount } from '#wire/bank_account.ts';
import { asOwner } from './owner.ts';

const params = z.object({
  account_holder_name: text({ max: 500 }).optional(),
  account_holder_type: emptyable(enumeration(['company', 'individual'])).optional(),
  account_type: enumeration(['checking', 'futsu', 'savings', 'toza']).optional(),
  default_for_currency: boolean().optional(),
  metadata: metadata().optional(),
} satisfies ParamsOf<Stripe.AccountUpdateExternalAccountParams>);

export const update = endpoint({
  method: 'POST',
  path: '/v1/accounts/:account/external_accounts/:external_account',
  params,
  async run(context, changes, path) {
    const owner = await asOwner(context, path.account, { lock: true });
    const external = await findExternalAccount(owner, path.external_account, { lock: true });
    if (external === null) throw noSuch('external account', path.external_account, null);
    const updated = await updateExternalAccount(owner, external, changes);
    if (updated === 'too_much_metadata') throw tooMuchMetadata();
    return presentExternalAccount(updated);
  },
});
