// The token that a session for payouts ends with: it stands for the one account that a connected account linked or typed in.
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import type { BankNumber } from '#domain/payments/bank_number.ts';
import { linkedNumber } from '#domain/payments/linked_number.ts';
import { typedNumber } from '#domain/payments/typed_number.ts';
import type { AccountId, BankTokenId } from '#kernel/id.ts';
import { presentBankToken, type TokenObject } from '#wire/bank_account.ts';
import type { BankAccountDetails } from './bank_account.ts';
import { createBankToken, findBankToken } from './bank_token.ts';

type Session = Row<'sessions'>;

const UNSAID = { account_holder_name: null, account_holder_type: null, country: 'US', currency: 'usd' } as const;

/** Made where the holder is a connected account that lets its one account be paid out to. */
function isForPayouts({ connected_account, permissions }: Session): boolean {
  return connected_account !== null && permissions.includes('payment_method');
}

/** `accounts`: what was linked, with its numbers stored already. Null where there is no one account that can be paid out to. */
export async function linkedToken(
  context: Context,
  session: Session,
  accounts: readonly AccountId[],
): Promise<BankTokenId | null> {
  const [id] = accounts;
  if (!isForPayouts(session) || id === undefined || accounts.length > 1) return null;
  const { bank_name, ...account } = await context.trx
    .selectFrom('accounts')
    .innerJoin('institutions', 'institutions.id', 'accounts.institution')
    .selectAll('accounts')
    .select('institutions.display_name as bank_name')
    .where('accounts.id', '=', id)
    .executeTakeFirstOrThrow();
  const number = await linkedNumber(context, account);
  if (typeof number === 'string') return null;
  const account_type = account.subcategory === 'savings' ? 'savings' : 'checking';
  return await make(context, { ...UNSAID, number, account: id, account_type, bank_name });
}

/** Of digits that the holder typed in, whoever he is: else they would come to nothing. An intent has a payment method of them. */
export async function typedToken(context: Context, session: Session, typed: BankNumber): Promise<BankTokenId | null> {
  if (session.intent !== null) return null;
  const { number, bank_name } = await typedNumber(context, typed);
  return await make(context, { ...UNSAID, number, account: null, account_type: null, bank_name });
}

async function make(context: Context, details: BankAccountDetails): Promise<BankTokenId> {
  return (await createBankToken(context, details, null)).id;
}

/** The token as the session shows it. */
export async function tokenOfSession(context: Context, session: Session): Promise<TokenObject | null> {
  const { bank_account_token: id } = session;
  const token = id === null ? null : await findBankToken(context, id);
  return token && presentBankToken(token);
}
