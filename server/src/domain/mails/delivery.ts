// What a mail provider tells afterwards: a mail arrived, or it came back. In any order, any number of times.
import type { Step } from '#database/hosted_tables.ts';
import type { Row, Transaction } from '#database/schema.ts';
import { recordStep } from '#domain/connections/session_steps.ts';
import type { Context } from '#domain/context.ts';
import type { SessionId } from '#kernel/id.ts';
import { DETAIL_LENGTH_MAX, lockMail } from './outcome.ts';

export interface DeliveryReport {
  /** Without angle brackets. */
  message_id: string;
  event: 'delivered' | 'bounced';
  reason: string | null;
}

/** After one of these a customer has not been seen yet, so what became of his mail is where the request stands. */
const UNSEEN: readonly Step[] = ['requested', 'renewed', 'sent', 'not_sent', 'sending_unknown', 'delivered'];

/**
 * Writes down one report; false where the mail is not ours. A bounce is the last word: a mail can be taken by a relay and come
 * back later, so a report of delivery after it is an old one. It lifts nothing; whoever reads it decides what to do.
 */
export async function recordDelivery(
  base: Pick<Context, 'trx' | 'clock'>,
  { message_id, event, reason }: DeliveryReport,
): Promise<boolean> {
  const found = await base.trx.selectFrom('mails').select('id').where('message_id', '=', message_id).executeTakeFirst();
  const locked = found && (await lockMail(base.trx, found.id));
  if (!locked) return false;
  const { mail, session } = locked;
  if (mail.state === 'bounced' || mail.state === event) return true;
  const detail = event === 'bounced' ? (reason?.slice(0, DETAIL_LENGTH_MAX) ?? null) : null;
  // A report can be quicker than the answer of the mail server; then it is what settles the sending.
  const settled = { sent_at: mail.sent_at ?? base.clock.now(), secret: null, ...(mail.livemode && { body: null }) };
  await base.trx
    .updateTable('mails')
    .set({ state: event, detail, ...settled })
    .where('id', '=', mail.id)
    .execute();
  if (session !== null && (await unseen(base.trx, session))) {
    await recordStep(base, session, event, { mail: mail.id, ...(detail !== null && { reason: detail }) });
  }
  return true;
}

async function unseen(trx: Transaction, session: Row<'sessions'>): Promise<boolean> {
  return session.status === 'pending' && UNSEEN.includes((await newestStep(trx, session.id)) ?? 'requested');
}

async function newestStep(trx: Transaction, session: SessionId): Promise<Step | undefined> {
  const row = await trx
    .selectFrom('session_steps')
    .select('step')
    .where('session', '=', session)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.step;
}
