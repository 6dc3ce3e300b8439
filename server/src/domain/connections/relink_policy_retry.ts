// A policy's e-mail that could not be sent: the policy takes it for not written and tries again, a few times for each break or end.
import { sql } from 'kysely';
import type { Holder, Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { customerTime } from '#domain/customers/test_clock.ts';
import { after } from '#kernel/clock.ts';
import { heldBy } from './holder.ts';
import { EMAIL_PAUSE_MS } from './hosted_relink.ts';
import { followAccount } from './relink_policy_jobs.ts';

/** An address that is refused for good does not get better by more of them. */
const TRIES_MAX = 3;

type Asked = Pick<Row<'sessions'>, 'source' | 'relink_account' | 'test_clock'>;

/** The authorization must be locked. A corrected address needs no rest: there the next e-mail goes out at once. */
export async function policyMailFailed(context: Context, session: Asked, at_once: boolean): Promise<void> {
  const account = session.relink_account;
  if (session.source !== 'policy' || account === null) return;
  const marks = await context.trx
    .updateTable('relink_policy_marks')
    .set(({ eb }) => ({ failed: eb('failed', '+', 1) }))
    .where('account', '=', account)
    .returning('failed')
    .executeTakeFirst();
  if (marks === undefined || marks.failed >= TRIES_MAX) return;
  await context.trx
    .updateTable('relink_policy_marks')
    .set({ broken_asked: false, reminded: null })
    .where('account', '=', account)
    .execute();
  const now = await customerTime(context, session.test_clock);
  const due_at = at_once ? now : after(now, EMAIL_PAUSE_MS);
  await followAccount(context, { id: account, test_clock: session.test_clock }, due_at);
}

/** Another address is worth a new try where the policy has given up on the old one. */
export async function forgetFailures(context: Context, holder: Holder): Promise<void> {
  const accounts = context.trx.selectFrom('accounts').select('id').where(heldBy(holder));
  await context.trx
    .updateTable('relink_policy_marks')
    .set({ broken_asked: false, failed: 0 })
    .where('account', 'in', accounts)
    .where('failed', '>=', sql.lit(TRIES_MAX))
    .execute();
}
