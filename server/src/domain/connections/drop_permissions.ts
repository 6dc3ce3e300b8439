// Takes away what the bank no longer lets us read: the account goes on with what is left.
import type { Permission, Row } from '#database/schema.ts';
import { endUncovered } from '#domain/account_data/forget.ts';
import type { Context } from '#domain/context.ts';
import { announceAccounts } from './announce.ts';
import { deactivateAccounts } from './link_state.ts';

/** Under the lock of the account's authorization. Rule: bank-connectors, section 4, rows 10 and 16. */
export async function dropPermissions(
  context: Context,
  account: Row<'accounts'>,
  dropped: readonly Permission[],
  now: Date,
): Promise<void> {
  const permissions = account.permissions.filter((permission) => !dropped.includes(permission));
  if (account.status !== 'active' || permissions.length === account.permissions.length) return;
  await context.trx.updateTable('accounts').set({ permissions }).where('id', '=', account.id).execute();
  await endUncovered(context, account, permissions);
  if (dropped.includes('payment_method')) await announceAccounts(context, 'account_numbers_updated', [account.id], now);
  if (permissions.length === 0) await deactivateAccounts(context, [account], 'access_denied', 'relink_required', now);
}
