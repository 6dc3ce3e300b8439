// The warnings 30 days ahead: recorded once, and only if what they warn of is still ahead.
import type { Context } from '#domain/context.ts';
import type { AccountId, AuthorizationId } from '#kernel/id.ts';
import { accountsOn } from './account_rows.ts';
import { announceAccounts, announceAuthorization } from './announce.ts';
import { lockAuthorization } from './authorization_rows.ts';

/** `expected` is the end that the warning was planned for; a link with another end by now has another warning. */
export async function warnOfDeactivation(
  context: Context,
  id: AuthorizationId,
  expected: Date,
  now: Date,
): Promise<void> {
  const authorization = await lockAuthorization(context.trx, id);
  if (authorization?.status !== 'active') return;
  if (authorization.expected_deactivation_at?.getTime() !== expected.getTime()) return;
  const accounts = (await accountsOn(context.trx, id)).filter((account) => account.status === 'active');
  await announceAccounts(
    context,
    'upcoming_deactivation',
    accounts.map((account) => account.id),
    now,
  );
  await announceAuthorization(context, 'upcoming_deactivation', authorization, now);
}

export async function warnOfNumberExpiry(context: Context, id: AccountId, expected: Date, now: Date): Promise<void> {
  const { trx } = context;
  // Whatever is just changing this account tells of that first; what is read below is what it left.
  await trx.selectFrom('accounts').select('id').where('id', '=', id).forUpdate().execute();
  const account = await trx
    .selectFrom('accounts')
    .innerJoin('account_numbers', 'account_numbers.account', 'accounts.id')
    .select(['accounts.status', 'account_numbers.status as number_status', 'expected_expiry_at', 'permissions'])
    .where('accounts.id', '=', id)
    .executeTakeFirst();
  if (account === undefined || account.status === 'disconnected') return;
  const live = account.number_status === 'transactable' || account.number_status === 'pending';
  if (!live || account.expected_expiry_at?.getTime() !== expected.getTime()) return;
  if (account.permissions.includes('payment_method')) {
    await announceAccounts(context, 'upcoming_account_number_expiry', [id], now);
  }
}
