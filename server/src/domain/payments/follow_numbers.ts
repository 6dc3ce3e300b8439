// Payment methods follow the linked account that they were made from: its new number becomes theirs. Never another account's.
import { openNumbers } from '#domain/connections/numbers.ts';
import type { Context } from '#domain/context.ts';
import { followNumbersOut } from '#domain/payouts/follow_numbers.ts';
import type { AccountId } from '#kernel/id.ts';
import { openNumber } from './bank_number.ts';
import { changePaymentMethod, keptNumber, type PaymentMethod } from './payment_method.ts';

/** Of one account; more would be made in years, and the rest follows at its next change. */
const FOLLOWING_MAX = 500;

/**
 * Called where an account's number changed at the bank, or its holder authorised the account anew (`renewed`), after the
 * authorization's lock. A dead number changes nothing: only the bank's answer to a debit does (rulings, "Payments").
 */
export async function followNumbers(
  context: Context,
  account: AccountId,
  { renewed }: { renewed: boolean },
): Promise<void> {
  const held = await context.trx
    .selectFrom('account_numbers')
    .selectAll()
    .where('account', '=', account)
    .executeTakeFirst();
  const number = held?.status === 'transactable' ? openNumbers(context, held) : null;
  if (number === null) return;
  const methods = await context.trx
    .selectFrom('payment_methods')
    .selectAll()
    .where('account', '=', account)
    .where('detached_at', 'is', null)
    .orderBy('id')
    .limit(FOLLOWING_MAX)
    .forUpdate()
    .execute();
  for (const method of methods) {
    const changed = differs(context, method, number);
    if (!changed && !renewed) continue;
    const values = changed ? keptNumber(context, method.id, number) : {};
    const free = isHealed(method, { changed, renewed }) ? { blocked_reason: null, blocked_code: null } : {};
    await changePaymentMethod(context, method, 'automatically_updated', { id: method.id, ...values, ...free }, true);
  }
  await followNumbersOut(context, account, number, { renewed });
}

function differs(
  { vault }: Context,
  method: PaymentMethod,
  number: { routing_number: string; account_number: string },
): boolean {
  const { routing_number, account_number } = openNumber(vault, method);
  return routing_number !== number.routing_number || account_number !== number.account_number;
}

/** What the customer said at his bank, that he allows no debit, is taken back by a new mandate and not by a relink. */
function isHealed(method: PaymentMethod, { changed, renewed }: { changed: boolean; renewed: boolean }): boolean {
  if (renewed) return method.blocked_reason !== 'debit_not_authorized';
  return changed && method.blocked_reason === 'tokenized_account_number_deactivated';
}
