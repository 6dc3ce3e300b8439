// The edges of a link's life: every change of status is one update and one event, made here and nowhere else.
import type { ActiveCause, InactiveCause, RelinkAction, Row } from '#database/schema.ts';
import { resumeSubscriptions } from '#domain/account_data/subscription.ts';
import type { Context } from '#domain/context.ts';
import type { AccountId } from '#kernel/id.ts';
import { accountsOn } from './account_rows.ts';
import { announceAccounts, announceAuthorization } from './announce.ts';
import { scheduleExpectedEnd } from './schedule.ts';

type Account = Row<'accounts'>;
type Authorization = Row<'authorizations'>;

/** Makes accounts inactive, or corrects why they are; tells of each once. */
export async function deactivateAccounts(
  context: Context,
  accounts: readonly Account[],
  cause: InactiveCause,
  action: RelinkAction,
  now: Date,
): Promise<void> {
  const ids = accounts.filter((account) => !isOut(account, cause, action)).map(({ id }) => id);
  if (ids.length === 0) return;
  await context.trx
    .updateTable('accounts')
    .set({ status: 'inactive', inactive_cause: cause, inactive_action: action, missing_since: null })
    .where('id', 'in', ids)
    .execute();
  await announceAccounts(context, 'deactivated', ids, now);
}

function isOut(account: Account, cause: InactiveCause, action: RelinkAction): boolean {
  if (account.status === 'disconnected') return true;
  return account.status === 'inactive' && account.inactive_cause === cause && account.inactive_action === action;
}

/** Makes those of the accounts active again that are inactive. Returns which they were. */
export async function reactivateAccounts(
  context: Context,
  accounts: readonly Account[],
  now: Date,
): Promise<AccountId[]> {
  const ids = accounts.filter(({ status }) => status === 'inactive').map(({ id }) => id);
  if (ids.length === 0) return [];
  await context.trx
    .updateTable('accounts')
    .set({ status: 'active', inactive_cause: null, inactive_action: null, missing_since: null })
    .where('id', 'in', ids)
    .execute();
  await announceAccounts(context, 'reactivated', ids, now);
  for (const id of ids) await resumeSubscriptions(context, id, now);
  return ids;
}

/**
 * Whether an account is inactive because its whole connection is, and not for a reason of its own (closed, no longer shared).
 * `connection`: why the connection is or was inactive; null where it works.
 */
export function fellWithConnection(
  account: Pick<Account, 'status' | 'inactive_cause'>,
  connection: InactiveCause | null,
): boolean {
  return account.status === 'inactive' && connection !== null && account.inactive_cause === connection;
}

/** The whole connection is dead: the authorization and every account on it that still worked. Others keep their own reason. */
export async function deactivateAuthorization(
  context: Context,
  authorization: Authorization,
  cause: InactiveCause,
  action: RelinkAction,
  now: Date,
): Promise<void> {
  if (authorization.status === 'disconnected') return;
  await context.trx
    .updateTable('authorizations')
    .set({
      status: 'inactive',
      inactive_cause: cause,
      inactive_action: action,
      active_cause: null,
      active_action: null,
      expected_deactivation_at: null,
      expected_deactivation_basis: null,
    })
    .where('id', '=', authorization.id)
    .execute();
  await scheduleExpectedEnd(context, authorization, null);
  const concerned = (await accountsOn(context.trx, authorization.id)).filter(
    (account) => account.status === 'active' || fellWithConnection(account, authorization.inactive_cause),
  );
  await deactivateAccounts(context, concerned, cause, action, now);
}

/** When a link ends, who says so, and why it will. */
export interface End {
  at: Date;
  basis: NonNullable<Authorization['expected_deactivation_basis']>;
  cause: ActiveCause;
}

/** Puts down when the link will end and why, tells of what changed, plans the warning. Null: no end is known. */
export async function expectDeactivation(
  context: Context,
  authorization: Authorization,
  end: End | null,
  now: Date,
): Promise<void> {
  const { expected_deactivation_at: expected, expected_deactivation_basis: basis, active_cause } = authorization;
  const moved = expected?.getTime() !== end?.at.getTime();
  const changed = moved || active_cause !== (end?.cause ?? null);
  if (!changed && basis === (end?.basis ?? null)) return;
  const row = await context.trx
    .updateTable('authorizations')
    .set({
      expected_deactivation_at: end?.at ?? null,
      expected_deactivation_basis: end?.basis ?? null,
      active_cause: end?.cause ?? null,
      active_action: end === null ? null : 'relink_required',
    })
    .where('id', '=', authorization.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  // The same date on another's word is no news. Its cause is: of an account, which has one.
  if (!changed) return;
  const accounts = (await accountsOn(context.trx, authorization.id)).filter((account) => account.status === 'active');
  await announceAccounts(
    context,
    'expected_deactivation_date_updated',
    accounts.map((account) => account.id),
    now,
  );
  if (!moved) return;
  await announceAuthorization(context, 'expected_deactivation_date_updated', row, now);
  await scheduleExpectedEnd(context, authorization, end?.at ?? null);
}
