// What became of a mail, written down once with the step of the session's timeline that it makes.
import type { Row, Transaction } from '#database/schema.ts';
import { lockAuthorization } from '#domain/connections/authorization_rows.ts';
import { policyMailFailed } from '#domain/connections/relink_policy_retry.ts';
import { lockSession } from '#domain/connections/session.ts';
import { recordStep } from '#domain/connections/session_steps.ts';
import type { Context } from '#domain/context.ts';
import type { MailId } from '#kernel/id.ts';

export type Mail = Row<'mails'>;

export const DETAIL_LENGTH_MAX = 300;

/** How handing a mail over ended. `unknown`: perhaps it was taken, so it is not sent again. */
export type SendOutcome =
  | { state: 'sent'; detail: null }
  /** `readdressed`: the customer can be reached elsewhere, so nothing speaks against asking him there at once. */
  | { state: 'failed'; detail: string; readdressed?: boolean }
  | { state: 'unknown'; detail: string };

const STEPS = { sent: 'sent', failed: 'not_sent', unknown: 'sending_unknown' } as const;

/** A mail with the hosted session it asks for, locked as everybody locks: the authorization, then the rest. */
export async function lockMail(
  trx: Transaction,
  id: MailId,
): Promise<{ mail: Mail; session: Row<'sessions'> | null } | null> {
  const asked = await trx
    .selectFrom('mails')
    .innerJoin('sessions', 'sessions.id', 'mails.session')
    .select(['sessions.id', 'sessions.relink_authorization'])
    .where('mails.id', '=', id)
    .executeTakeFirst();
  if (asked?.relink_authorization) await lockAuthorization(trx, asked.relink_authorization);
  const session = asked === undefined ? null : await lockSession(trx, asked.id);
  const mail = await trx.selectFrom('mails').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  return mail === undefined ? null : { mail, session };
}

/**
 * Ends the sending of a mail that is in the state `from`; a mail in another one is settled already and stays. What is told
 * nowhere again is forgotten: the sealed link, and in live mode the words.
 */
export async function settleSending(
  context: Context,
  id: MailId,
  from: 'queued' | 'sending',
  outcome: SendOutcome,
): Promise<void> {
  const locked = await lockMail(context.trx, id);
  if (locked?.mail.state !== from) return;
  const { mail, session } = locked;
  const detail = outcome.detail?.slice(0, DETAIL_LENGTH_MAX) ?? null;
  const sent_at = outcome.state === 'sent' ? context.clock.now() : null;
  await context.trx
    .updateTable('mails')
    .set({ state: outcome.state, detail, sent_at, secret: null, ...(mail.livemode && { body: null }) })
    .where('id', '=', id)
    .execute();
  // A session that is over has told how it ended: what becomes of its mail is no news, and the pause is not its own any more.
  if (session?.status !== 'pending') return;
  await recordStep(context, session, STEPS[outcome.state], { mail: id, ...(detail !== null && { reason: detail }) });
  if (outcome.state !== 'failed') return;
  await liftPause(context.trx, session, mail);
  await policyMailFailed(context, session, outcome.readdressed === true);
}

/** No mail went out, so the customer may be asked again at once; the pause that a later request began stays. */
async function liftPause(trx: Transaction, session: Row<'sessions'>, mail: Mail): Promise<void> {
  if (session.relink_account === null) return;
  await trx
    .updateTable('accounts')
    .set({ relink_asked_at: null })
    .where('id', '=', session.relink_account)
    .where('relink_asked_at', '=', mail.created)
    .execute();
}
