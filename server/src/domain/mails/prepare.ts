// Marks a mail for sending and writes its words, in one transaction: from then on nobody else sends it.
import { accountById } from '#domain/connections/account_rows.ts';
import { linkUrl, newestLink, tokenOf } from '#domain/connections/hosted_link.ts';
import { writableEmail } from '#domain/connections/hosted_page.ts';
import { stillWanted } from '#domain/connections/hosted_relink.ts';
import { sessionById } from '#domain/connections/session.ts';
import type { Context } from '#domain/context.ts';
import { customerTime } from '#domain/customers/test_clock.ts';
import { languageFor } from '#emails/language.ts';
import { plain } from '#emails/letter.ts';
import { renderMail } from '#emails/render.ts';
import type { MailData, RenderedMail } from '#emails/types.ts';
import type { MailId } from '#kernel/id.ts';
import { brandOf } from './brand.ts';
import { mailPlace } from './mail.ts';
import { lockMail, type Mail, settleSending } from './outcome.ts';
import { relinkRequestOf } from './relink_request.ts';

/** A mail as the mail server gets it. */
export interface OutgoingMail {
  type: Mail['type'];
  sandbox: boolean;
  message_id: string;
  from: { name: string; address: string };
  reply_to: string | null;
  to: string;
  subject: string;
  html: string;
  text: string;
}

export interface Sender {
  /** MAIL_FROM. */
  from: string;
  public_url: string;
}

/**
 * The mail to send now; null where there is nothing to send: it is settled, or what it asks for is over, or somebody began
 * to send it and did not live to say how it ended. Then nobody knows whether it went out, and it is not sent again.
 */
export async function prepareMail(context: Context, id: MailId, sender: Sender): Promise<OutgoingMail | null> {
  const mail = (await lockMail(context.trx, id))?.mail;
  if (mail?.state === 'sending') {
    const detail = 'the process that sent it ended before it knew the outcome';
    await settleSending(context, id, 'sending', { state: 'unknown', detail });
    return null;
  }
  if (mail?.state !== 'queued') return null;
  const rendered = await renderNow(context, mail, sender.public_url);
  if ('over' in rendered) {
    const { over: detail, readdressed = false } = rendered;
    await settleSending(context, id, 'queued', { state: 'failed', detail, readdressed });
    return null;
  }
  const { language, subject, html, text } = rendered;
  const message_id = mail.message_id ?? `${id}@${sender.from.slice(sender.from.lastIndexOf('@') + 1)}`;
  const body = context.vault.sealer.seal(JSON.stringify({ html, text }), mailPlace(mail, 'body'));
  await context.trx
    .updateTable('mails')
    .set({ state: 'sending', detail: null, message_id, language, subject, body })
    .where('id', '=', id)
    .execute();
  const { merchant } = context;
  return {
    type: mail.type,
    sandbox: !mail.livemode,
    message_id,
    from: { name: plain(merchant.name), address: sender.from },
    reply_to: merchant.reply_to ?? merchant.support_email,
    to: mail.recipient,
    subject,
    html,
    text,
  };
}

/** A mail server that cannot take the mail yet: it waits for its next try, with the reason for those who look. */
export async function postponeMail({ trx }: Pick<Context, 'trx'>, id: MailId, reason: string): Promise<void> {
  await trx
    .updateTable('mails')
    .set({ state: 'queued', detail: reason })
    .where('id', '=', id)
    .where('state', '=', 'sending')
    .execute();
}

/** Why there is nothing to send any more. */
interface Over {
  over: string;
  readdressed?: boolean;
}

async function renderNow(context: Context, mail: Mail, public_url: string): Promise<RenderedMail | Over> {
  const brand = await brandOf(context, public_url);
  if (mail.type === 'relink_request') {
    const request = await requestNow(context, mail, public_url);
    return 'over' in request ? request : renderMail('relink_request', request.data, request.language, brand);
  }
  const link = mail.secret && context.vault.sealer.open(mail.secret, mailPlace(mail, 'secret'));
  // Written by `enqueueMail`, which holds the data to the type.
  const data = { ...mail.data, ...(link !== null && { link }) } as unknown as MailData[typeof mail.type];
  return renderMail(mail.type, data, languageFor([], context.merchant.default_locale), brand);
}

/** Between the request and now the customer may have repaired the link, moved to another address, or been asked anew. */
async function requestNow(
  context: Context,
  mail: Mail,
  public_url: string,
): Promise<Awaited<ReturnType<typeof relinkRequestOf>> | Over> {
  const { trx, merchant, livemode } = context;
  const owner = { merchant: merchant.id, livemode };
  const session = mail.session && (await sessionById(trx, owner, mail.session));
  if (session === null || session.status !== 'pending' || session.relink_account === null) {
    return { over: 'the request was over before the e-mail went out' };
  }
  const account = await accountById(trx, owner, session.relink_account);
  const now = await customerTime(context, session.test_clock);
  if (account === null || !stillWanted(session, account, now)) return { over: 'the link no longer needs a relink' };
  const email = await writableEmail(context, session);
  if (email?.toLowerCase() !== mail.recipient.toLowerCase()) {
    return { over: 'the address of the customer was changed before the e-mail went out', readdressed: true };
  }
  const [token, link] = [await tokenOf(context, session), await newestLink(trx, session.id)];
  if (token === null || link === null) return { over: 'the request has no link' };
  return await relinkRequestOf(context, account, { url: linkUrl(public_url, token), expires_at: link.expires_at });
}
