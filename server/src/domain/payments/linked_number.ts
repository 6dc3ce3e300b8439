// The number of a linked account as a payment method may take it, or why it may not.
import type { Row } from '#database/schema.ts';
import { audit, auditOwner } from '#domain/audit.ts';
import { openNumbers } from '#domain/connections/numbers.ts';
import type { Context } from '#domain/context.ts';
import type { BankNumber } from './bank_number.ts';

/** Why no payment method can be made from a linked account (spec 2.3). */
export type LinkedNumberProblem =
  | 'disconnected'
  | 'inactive'
  | 'no_permission'
  | 'not_payable'
  | 'numbers_pending'
  | 'numbers_unavailable';

/** Holds the number until the transaction ends, so that a relink at the same moment finds what was made with it. */
export async function linkedNumber(
  context: Context,
  account: Row<'accounts'>,
): Promise<BankNumber | LinkedNumberProblem> {
  if (account.status !== 'active') return account.status;
  if (!account.permissions.includes('payment_method')) return 'no_permission';
  if (!account.supported_payment_method_types.includes('us_bank_account')) return 'not_payable';
  const held = await context.trx
    .selectFrom('account_numbers')
    .selectAll()
    .where('account', '=', account.id)
    .forShare()
    .executeTakeFirst();
  if (held === undefined) return 'numbers_unavailable';
  if (held.status === 'pending') return 'numbers_pending';
  const number = openNumbers(context, held);
  if (held.status !== 'transactable' || number === null) return 'numbers_unavailable';
  const { id, institution, authorization_id: authorization } = account;
  await audit(context, auditOwner(context), { action: 'number.copied', institution, authorization, account: id });
  return number;
}
