// The one entry to what mails say and look like: pure, used by the sender and by the Dashboard's preview.
import { letterHtml } from './html.ts';
import type { Letter } from './letter.ts';
import { digest, memberInvitation, signIn, webhookTrouble } from './operators.ts';
import { relinkRequest } from './relink_request.ts';
import { letterText } from './text.ts';
import type { Brand, Language, MailData, MailType, RenderedMail } from './types.ts';

type Writers = { [Type in MailType]: (data: MailData[Type], language: Language, brand: Brand) => Letter };

const WRITERS: Writers = {
  relink_request: relinkRequest,
  member_invitation: memberInvitation,
  sign_in: signIn,
  webhook_failing: (data, language, brand) => webhookTrouble('webhook_failing', data, language, brand),
  webhook_disabled: (data, language, brand) => webhookTrouble('webhook_disabled', data, language, brand),
  digest,
};

/** `language` is the one in the result, except that operators' mails are in English where they are not in German. */
export function renderMail<Type extends MailType>(
  type: Type,
  data: MailData[Type],
  language: Language,
  brand: Brand,
): RenderedMail {
  const letter = WRITERS[type](data, language, brand);
  return {
    language: letter.language,
    subject: letter.subject,
    html: letterHtml(letter, brand),
    text: letterText(letter),
  };
}
