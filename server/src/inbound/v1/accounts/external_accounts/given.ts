// The bank account that a request gives a connected account: a one-time token, or the digits themselves.
import { z } from 'zod';
import type { ConnectedAccount } from '#domain/connected_accounts/connected_account_rows.ts';
import { openDigits } from '#domain/payouts/bank_account.ts';
import { type BankToken, findBankToken } from '#domain/payouts/bank_token.ts';
import {
  createExternalAccount,
  deleteExternalAccount,
  externalAccounts,
  type NewExternalAccount,
} from '#domain/payouts/external_account.ts';
import type { RequestContext } from '#inbound/http/endpoint.ts';
import { noSuch } from '#inbound/http/errors.ts';
import { text } from '#inbound/http/params.ts';
import { bankAccount, detailsGiven } from '#inbound/v1/tokens/params.ts';
import { asOwner, platformOf } from './owner.ts';
import { externalAccountError } from './problems.ts';

type Given = string | z.output<ReturnType<typeof bankAccount>>;

/** Either shape is checked by its own rules, so that what is wrong is named. */
export const externalAccount = () =>
  z.unknown().transform((value, context): Given => {
    const parsed = (typeof value === 'string' ? text({ max: 255 }) : bankAccount()).safeParse(value);
    if (parsed.success) return parsed.data;
    context.issues.push(...parsed.error.issues.map((issue) => ({ ...issue, input: value }) as never));
    return z.NEVER;
  });

/** What a new external account is made of; throws what keeps it from being made. */
export async function sourceGiven(
  context: RequestContext,
  given: Given,
): Promise<Pick<NewExternalAccount, 'token' | 'details'>> {
  if (typeof given === 'string') return await tokenGiven(context, given);
  return { token: null, details: await detailsGiven(context, given, 'external_account') };
}

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

/** Given with the account itself it becomes the default of its currency, in place of the one before. */
export async function replaceDefault(
  context: RequestContext,
  { id }: Pick<ConnectedAccount, 'id'>,
  given: Given | undefined,
): Promise<void> {
  if (given === undefined) return;
  const owner = await asOwner(context, id, { lock: true });
  const before = (await externalAccounts(owner)).find((each) => each.default_for_currency);
  const source = await sourceGiven(context, given);
  const made = await createExternalAccount(owner, { ...source, default_for_currency: true, metadata: {} });
  if (typeof made === 'string') throw externalAccountError(made);
  if (before !== undefined) await deleteExternalAccount(owner, { ...before, default_for_currency: false });
}
