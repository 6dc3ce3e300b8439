// E-mails as facts: written down with the job that sends them, in the transaction of their cause. What they say is rendered when they are sent.

import { json } from '#database/json.ts';
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import type { MailData } from '#emails/types.ts';
import { enqueue } from '#jobs/enqueue.ts';
import { type MailId, newId, type SessionId } from '#kernel/id.ts';
import type { Place } from '#kernel/seal.ts';

/** The jobs that render and send one mail. Payload `{mail}`. Somebody may be waiting for one that is to go now. */
export const SEND_MAIL = 'mail.send';
export const SEND_MAIL_NOW = 'mail.send_now';

/** Whose link is the mail's secret. */
type Linked = 'member_invitation' | 'sign_in';
type Telling = Exclude<keyof MailData, Linked | 'relink_request'>;

/** `bound`: whoever reads the link in the merchant's mailbox gets to that merchant only; else the mailbox leaves it out. */
export type NewMail = {
  recipient: string;
  /** The customer's time; for operators' mails real time. */
  created: Date;
} & (
  | { type: 'relink_request'; session: SessionId }
  | { [Type in Linked]: { type: Type; data: Omit<MailData[Type], 'link'>; secret: string; bound: boolean } }[Linked]
  | { [Type in Telling]: { type: Type; data: MailData[Type] } }[Telling]
);

/** `in_bulk`: one of many that are written together, which do not hold up the others. */
export async function enqueueMail(context: Context, mail: NewMail, in_bulk = false): Promise<MailId> {
  const id = newId('mail', context.random);
  const now = context.clock.now();
  await context.trx
    .insertInto('mails')
    .values({
      id,
      merchant: context.merchant.id,
      livemode: context.livemode,
      type: mail.type,
      session: mail.type === 'relink_request' ? mail.session : null,
      recipient: mail.recipient,
      data: json('data' in mail ? { ...mail.data, ...('bound' in mail && { bound: mail.bound }) } : {}),
      secret:
        'secret' in mail
          ? context.vault.sealer.seal(mail.secret, mailPlace({ id, merchant: context.merchant.id }, 'secret'))
          : null,
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
    kind: in_bulk ? SEND_MAIL : SEND_MAIL_NOW,
    payload: { mail: id },
    due_at: now,
    test_clock: null,
    unique_key: id,
    created: now,
  });
  return id;
}

/** Where a mail's sealed columns belong. */
export function mailPlace({ id, merchant }: Pick<Row<'mails'>, 'id' | 'merchant'>, column: 'secret' | 'body'): Place {
  return { tenant: merchant, table: 'mails', column, row: id };
}
