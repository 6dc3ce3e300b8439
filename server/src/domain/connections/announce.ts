// Records the events of connections: the object as it stands now, at the customer's time, in the caller's transaction.

import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { recordEvent, recordEvents } from '#domain/events/record.ts';
import { tokenOfSession } from '#domain/payouts/session_token.ts';
import type { AccountId } from '#kernel/id.ts';
import { presentAuthorization } from '#wire/authorization.ts';
import { NO_OPENER, presentSession } from '#wire/session.ts';
import { accountObjects } from './account_rows.ts';
import { followAccounts } from './relink_policy_jobs.ts';

export type AccountEvent =
  | 'created'
  | 'deactivated'
  | 'reactivated'
  | 'disconnected'
  | 'account_numbers_updated'
  | 'supported_payment_method_types_updated'
  | 'upcoming_account_number_expiry'
  | 'expected_deactivation_date_updated'
  | 'upcoming_deactivation'
  | 'refreshed_balance'
  | 'refreshed_inferred_balances'
  | 'refreshed_ownership'
  | 'refreshed_transactions';

/** What a merchant's policy on relink e-mails looks at an account for. */
const CHANGES: readonly AccountEvent[] = [
  'created',
  'deactivated',
  'reactivated',
  'account_numbers_updated',
  'expected_deactivation_date_updated',
];

/** One event of the same type per account, in the order given. */
export async function announceAccounts(
  context: Context,
  type: AccountEvent,
  accounts: AccountId[],
  at: Date,
): Promise<void> {
  const objects = await accountObjects(context.trx, accounts);
  await recordEvents(context, { type: `financial_connections.account.${type}`, objects, created: at });
  if (CHANGES.includes(type)) await followAccounts(context, accounts);
}

/** What became of numbers at the bank is no news to a merchant who may not read them. */
export async function announceNumbers(context: Context, accounts: AccountId[], at: Date): Promise<void> {
  const readable = (await accountObjects(context.trx, accounts)).filter((object) => object.account_numbers);
  await announceAccounts(
    context,
    'account_numbers_updated',
    readable.map(({ id }) => id as AccountId),
    at,
  );
}

export async function announceAuthorization(
  context: Context,
  type: 'expected_deactivation_date_updated' | 'upcoming_deactivation',
  authorization: Row<'authorizations'>,
  at: Date,
): Promise<void> {
  const institution = await context.trx
    .selectFrom('institutions')
    .select('display_name')
    .where('id', '=', authorization.institution)
    .executeTakeFirstOrThrow();
  const object = presentAuthorization(authorization, institution);
  await recordEvent(context, { type: `financial_connections.authorization.${type}`, object, created: at });
}

export async function announceSession(
  context: Context,
  session: Row<'sessions'>,
  accounts: AccountId[],
  at: Date,
): Promise<void> {
  const shown = await accountObjects(context.trx, accounts);
  const object = presentSession(session, shown, NO_OPENER, await tokenOfSession(context, session));
  await recordEvent(context, { type: 'financial_connections.session.updated', object, created: at });
}
