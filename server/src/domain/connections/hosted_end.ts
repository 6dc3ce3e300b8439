// Ends hosted sessions of an account that nothing can come of any more.
import type { Context } from '#domain/context.ts';
import type { AccountId, SessionId } from '#kernel/id.ts';
import { unlinkedEnd } from './outcome.ts';
import { endSession, lockSession } from './session.ts';
import { abandonVisit } from './visit.ts';

/**
 * A customer with two mails would not know which to follow: the older session ends (rulings, "Hosted sessions"). The account's
 * authorization must be locked.
 */
export async function supersedeEmails(context: Context, account: AccountId, by: SessionId): Promise<void> {
  const older = await pendingOf(context, account)
    .where('delivery_method', '=', 'email')
    .where('id', '<>', by)
    .execute();
  for (const { id } of older) await cancel(context, id, by);
}

/** Nothing is left to repair on a disconnected account. Its authorization must be locked. */
export async function cancelHostedSessions(context: Context, account: AccountId): Promise<void> {
  for (const { id } of await pendingOf(context, account).execute()) await cancel(context, id);
}

function pendingOf({ trx }: Context, account: AccountId) {
  return trx
    .selectFrom('sessions')
    .select('id')
    .where('relink_account', '=', account)
    .where('ui_mode', '=', 'hosted')
    .where('status', '=', 'pending')
    .orderBy('sequence');
}

async function cancel(context: Context, id: SessionId, by?: SessionId): Promise<void> {
  const session = await lockSession(context.trx, id);
  if (session.status !== 'pending') return;
  if (session.visit !== null) await abandonVisit(context, session.visit);
  await endSession(context, session, {
    ...unlinkedEnd(null, { relink: true, targeted: true }),
    ...(by !== undefined && { superseded_by: by }),
  });
}
