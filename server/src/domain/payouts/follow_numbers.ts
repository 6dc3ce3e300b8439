// External accounts follow the linked account that they were made from: its new number becomes theirs. Never another account's.
import type { Context } from '#domain/context.ts';
import { openContext } from '#domain/open_context.ts';
import type { BankNumber } from '#domain/payments/bank_number.ts';
import type { AccountId } from '#kernel/id.ts';
import { keptDigits } from './bank_account.ts';
import { changeExternalAccount, hasDigits } from './external_account.ts';

/** Of one linked account; more would be made in years, and the rest follows at its next change. */
const FOLLOWING_MAX = 500;

/**
 * As payment methods do, and after them: `number` is the one that works now; `renewed`: the holder authorised the account anew. A
 * dead number changes nothing: only the bank's answer to a payout does.
 */
export async function followNumbersOut(
  context: Context,
  account: AccountId,
  number: BankNumber,
  { renewed }: { renewed: boolean },
): Promise<void> {
  const externals = await context.trx
    .selectFrom('external_accounts')
    .selectAll()
    .where('account', '=', account)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .limit(FOLLOWING_MAX)
    .forUpdate()
    .execute();
  for (const external of externals) {
    const changed = !hasDigits(context, external, number);
    if (!changed && !renewed) continue;
    const dead = external.status === 'tokenized_account_number_deactivated';
    const healed = renewed || (changed && dead) ? { status: 'new' as const } : {};
    const owner = await openContext(context, context.trx, { merchant: external.merchant, livemode: external.livemode });
    const digits = changed ? keptDigits(owner, 'external_accounts', external.id, number) : {};
    await changeExternalAccount(owner, external, { id: external.id, ...digits, ...healed }, true);
  }
}
