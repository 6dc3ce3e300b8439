// How a mail of the sandbox's mailbox looks on the wire. Stripe has nothing like it.
import type { MailState, MailType } from '#database/hosted_tables.ts';
import type { Row } from '#database/schema.ts';
import { unixSeconds } from '#kernel/clock.ts';

export interface MailObject {
  id: string;
  object: 'test_helpers.mail';
  /** The customer's time. */
  created: number;
  html: string;
  livemode: false;
  /** The hosted session that a `relink_request` is about. */
  session: string | null;
  state: MailState;
  subject: string;
  text: string;
  to: string;
  type: MailType;
}

export function presentMail(mail: Row<'mails'>, { html, text }: { html: string; text: string }): MailObject {
  return {
    id: mail.id,
    object: 'test_helpers.mail',
    created: unixSeconds(mail.created),
    html,
    livemode: false,
    session: mail.session,
    state: mail.state,
    subject: mail.subject ?? '',
    text,
    to: mail.recipient,
    type: mail.type,
  };
}
