// E-mails as facts: written down with the job that sends them, in the transaction of their cause. What they say is rendered when they are sent.

import type { MailType } from '#database/hosted_tables.ts';
import { json } from '#database/json.ts';
import type { Context } from '#domain/context.ts';
import { enqueue } from '#jobs/enqueue.ts';
import { type MailId, newId, type SessionId } from '#kernel/id.ts';

/** The job that renders and sends one mail. Payload `{mail}`. */
export const SEND_MAIL = 'mail.send';

export interface NewMail {
  type: MailType;
  recipient: string;
  /** The hosted session that a `relink_request` is about. */
  session?: SessionId;
  /** What the words of other types are made of; no secret in the clear. */
  data?: Record<string, unknown>;
  /** A link that only this mail may tell. */
  secret?: string;
  /** The customer's time; for operators' mails real time. */
  created: Date;
}

export async function enqueueMail(context: Context, mail: NewMail): Promise<MailId> {
  const id = newId('mail', context.random);
  const now = context.clock.now();
  await context.trx
    .insertInto('mails')
    .values({
      id,
      merchant: context.merchant.id,
      livemode: context.livemode,
      type: mail.type,
      session: mail.session ?? null,
      recipient: mail.recipient,
      data: json(mail.data ?? {}),
      secret: mail.secret === undefined ? null : context.vault.sealer.seal(mail.secret, mailPlace(id, 'secret')),
      language: null,
      subject: null,
      body: null,
      message_id: null,
      state: 'queued',
      detail: null,
      created: mail.created,
      recorded_at: now,
      sent_at: null,
    })
    .execute();
  // Sending is protocol work, so it is on real time whatever clock the customer lives on.
  await enqueue(context.trx, {
    kind: SEND_MAIL,
    payload: { mail: id },
    due_at: now,
    test_clock: null,
    unique_key: id,
    created: now,
  });
  return id;
}

/** Where a mail's sealed columns belong. */
export function mailPlace(id: MailId, column: 'secret' | 'body'): { table: string; column: string; row: string } {
  return { table: 'mails', column, row: id };
}
