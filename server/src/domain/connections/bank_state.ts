// What the bank says of an account that is neither well nor gone: it is about to be closed, or no money moves.
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { after, DAY_MS } from '#kernel/clock.ts';
import { announceAccounts, announceNumbers } from './announce.ts';
import type { InstitutionPolicy } from './institution_policy.ts';
import { deactivateAccounts } from './link_state.ts';
import { scheduleCheck } from './schedule.ts';

type Account = Row<'accounts'>;
type State = Account['bank_state'];

/** Puts down a change of state. Returns since when the account is in this one. */
export async function rememberState(context: Context, account: Account, state: State, now: Date): Promise<Date> {
  if (account.bank_state === state) return account.bank_state_since ?? now;
  await context.trx
    .updateTable('accounts')
    .set({ bank_state: state, bank_state_since: state && now })
    .where('id', '=', account.id)
    .execute();
  return now;
}

/** Row 15: the account works, and whoever relies on it is told once that it will not for long. */
export async function observeClosing(context: Context, account: Account, now: Date): Promise<void> {
  if (account.bank_state === 'closing') return;
  await rememberState(context, account, 'closing', now);
  await announceAccounts(context, 'upcoming_deactivation', [account.id], now);
}

/**
 * Row 14: the link works and the number does not. It is pending rather than deactivated, because no relink brings another one. An
 * account that stays so is no longer available, and only the bank can change that.
 */
export async function observeRestricted(
  context: Context,
  link: Row<'authorizations'>,
  account: Account,
  { restricted_days }: InstitutionPolicy,
  now: Date,
): Promise<void> {
  const since = await rememberState(context, account, 'restricted', now);
  const end = after(since, restricted_days * DAY_MS);
  if (account.bank_state !== 'restricted') await scheduleCheck(context, link, `restricted:${account.id}`, end);
  const held = await context.trx
    .updateTable('account_numbers')
    .set({ status: 'pending', updated: now })
    .where('account', '=', account.id)
    .where('status', '=', 'transactable')
    .executeTakeFirst();
  if (held.numUpdatedRows > 0n) await announceNumbers(context, [account.id], now);
  if (account.status !== 'active' || now < end) return;
  await deactivateAccounts(context, [account], 'account_unavailable', 'none', now);
}
