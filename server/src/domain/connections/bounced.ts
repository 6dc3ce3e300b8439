// Money that came back from a tokenized number: the network's word that this number is dead goes before the bank's list.
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { announceNumbers } from './announce.ts';
import type { Returned } from './schedule.ts';

/**
 * Nacha's codes that say that there is no such number. What the others say of the account (closed, frozen) is for the bank's own
 * list to confirm: rule of bank-connectors, section 4, row 22.
 */
const NO_SUCH_NUMBER: readonly string[] = ['R03', 'R04'];

/** A number that was replaced meanwhile is not the one that is dead. A relink gives the same number another chance. */
export async function markBounced(
  context: Context,
  link: Pick<Row<'authorizations'>, 'id'>,
  { account, code, fingerprint }: Returned,
  now: Date,
): Promise<void> {
  if (!NO_SUCH_NUMBER.includes(code)) return;
  const marked = await context.trx
    .updateTable('account_numbers')
    .from('accounts')
    .whereRef('accounts.id', '=', 'account_numbers.account')
    .set({ bounced_with: code, status: 'deactivated', updated: now })
    .where('account', '=', account)
    .where('accounts.authorization_id', '=', link.id)
    .where('identifier_type', '=', 'tokenized_account_number')
    .where('fingerprint', '=', Buffer.from(fingerprint, 'hex'))
    .where('account_numbers.status', 'in', ['transactable', 'pending'])
    .executeTakeFirst();
  if (marked.numUpdatedRows > 0n) await announceNumbers(context, [account], now);
}
