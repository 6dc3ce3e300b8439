// The parameters of a bank account that is paid out to, and what they say.
import type Stripe from 'stripe';
import type { z } from 'zod';
import { isAccountNumber, isRoutingNumber } from '#domain/payments/bank_number.ts';
import { typedNumber } from '#domain/payments/typed_number.ts';
import type { BankAccountDetails } from '#domain/payouts/bank_account.ts';
import type { RequestContext } from '#inbound/http/endpoint.ts';
import { invalidRequest, missingParam } from '#inbound/http/errors.ts';
import { enumeration, hash, type ParamsOf, text } from '#inbound/http/params.ts';

/** Only banks of the United States are on the ACH network. */
const COUNTRY = 'US';
const CURRENCY = 'usd';

export const bankAccount = () =>
  hash({
    account_holder_name: text({ max: 500 }).optional(),
    account_holder_type: enumeration(['company', 'individual']).optional(),
    account_number: text({ max: 40 }),
    account_type: enumeration(['checking', 'futsu', 'savings', 'toza']).optional(),
    country: text({ pattern: /^us$/i, hint: 'must be US: payouts go over the ACH network' }),
    currency: text({ pattern: /^usd$/i, hint: 'must be usd: payouts go over the ACH network' }).optional(),
    object: enumeration(['bank_account']).optional(),
    routing_number: text({ max: 40 }).optional(),
  } satisfies ParamsOf<Stripe.AccountCreateExternalAccountParams.BankAccount & { account_type?: string }>);

/** Throws what keeps the digits from being those of a bank account. `prefix`: the hash that they stand in. */
export async function detailsGiven(
  context: RequestContext,
  given: z.output<ReturnType<typeof bankAccount>>,
  prefix: string,
): Promise<BankAccountDetails> {
  const { account_number, routing_number } = given;
  if (routing_number === undefined) throw missingParam(`${prefix}[routing_number]`);
  if (!isRoutingNumber(routing_number)) {
    throw invalidRequest('Invalid routing number: it has nine digits, the last of which proves the others.', {
      code: 'routing_number_invalid',
      param: `${prefix}[routing_number]`,
    });
  }
  if (!isAccountNumber(account_number)) {
    throw invalidRequest('Invalid account number: it has 4 to 17 digits.', {
      code: 'account_number_invalid',
      param: `${prefix}[account_number]`,
    });
  }
  const { number, bank_name } = await typedNumber(context, { account_number, routing_number });
  return {
    number,
    bank_name,
    account: null,
    account_holder_name: given.account_holder_name ?? null,
    account_holder_type: given.account_holder_type ?? null,
    account_type: given.account_type ?? null,
    country: COUNTRY,
    currency: CURRENCY,
  };
}
