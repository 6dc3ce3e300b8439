// The mails to a merchant's team: invitation, sign-in, webhooks in trouble, the weekly digest.
import { dayIn, momentIn, numberIn } from './language.ts';
import { fill, type Letter, plain } from './letter.ts';
import type { Brand, Digest, Language, MemberInvitation, SignIn, WebhookTrouble } from './types.ts';
import { operatorsDe } from './words/operators_de.ts';
import { type OperatorWords, operatorsEn } from './words/operators_en.ts';

type Common = Pick<Letter, 'language' | 'greeting' | 'fact_line' | 'lead_in' | 'support' | 'footer' | 'ribbon'>;
type Say = (key: keyof OperatorWords, values?: Record<string, string>) => string;

export function memberInvitation(data: MemberInvitation, language: Language, brand: Brand): Letter {
  const { say, common } = start(language, brand);
  const member = plain(data.invited_by ?? '');
  const invited = member === '' ? say('member_invitation.invited') : say('member_invitation.invited_by', { member });
  return {
    ...common,
    subject: say('member_invitation.subject'),
    preheader: say('member_invitation.preheader'),
    heading: say('member_invitation.heading'),
    paragraphs: [invited, say(`role.${data.role}`)],
    facts: [],
    button: { label: say('member_invitation.button'), url: data.link },
    after: [
      say(`member_invitation.days.${data.days === 1 ? 'one' : 'other'}`, { days: String(data.days) }),
      say('member_invitation.unexpected'),
    ],
    footer: say('footer.invitation'),
  };
}

export function signIn(data: SignIn, language: Language, brand: Brand): Letter {
  const { say, common } = start(language, brand);
  return {
    ...common,
    subject: say('sign_in.subject'),
    preheader: say('sign_in.preheader'),
    heading: say('sign_in.heading'),
    paragraphs: [say('sign_in.what')],
    facts: [],
    button: { label: say('sign_in.button'), url: data.link },
    after: [
      say(`sign_in.minutes.${data.minutes === 1 ? 'one' : 'other'}`, { minutes: String(data.minutes) }),
      say('sign_in.unexpected'),
    ],
  };
}

export function webhookTrouble(
  type: 'webhook_failing' | 'webhook_disabled',
  data: WebhookTrouble,
  asked: Language,
  brand: Brand,
): Letter {
  const { say, common } = start(asked, brand);
  const { language } = common;
  const moment = momentIn(language, data.failing_since);
  return {
    ...common,
    subject: say(`${type}.subject`, { day: dayIn(language, data.failing_since) }),
    preheader: say(`${type}.preheader`),
    heading: say(`${type}.heading`),
    paragraphs: [say(`${type}.what`, { moment }), say(`${type}.next`)],
    facts: [
      // Not `plain`: the address is the point, and it is the merchant's own.
      { label: say('webhook.fact.url'), value: data.url },
      { label: say('webhook.fact.since'), value: moment },
      { label: say('webhook.fact.failed'), value: numberIn(language, data.failed) },
    ],
    button: { label: say('webhook.button'), url: data.endpoint_url },
    after: [],
  };
}

export function digest(data: Digest, asked: Language, brand: Brand): Letter {
  const { say, common } = start(asked, brand);
  const { language } = common;
  const day = dayIn(language, Date.parse(`${data.week}T00:00:00Z`) / 1000);
  const counts = {
    needs_relink: numberIn(language, data.needs_relink),
    expiring: numberIn(language, data.expiring),
    asked: numberIn(language, data.asked),
    repaired: numberIn(language, data.repaired),
  };
  const facts = (Object.keys(counts) as (keyof typeof counts)[]).map((key) => ({
    label: say(`digest.fact.${key}`),
    value: counts[key],
  }));
  return {
    ...common,
    subject: say('digest.subject', { day }),
    preheader: say('digest.preheader', counts),
    heading: say('digest.heading', { day }),
    paragraphs: [say(data.needs_relink === 0 ? 'digest.none' : 'digest.some')],
    facts,
    button: { label: say('digest.button'), url: data.url },
    after: [say('digest.unwanted')],
  };
}

/** Operators read German or English. */
function start(asked: Language, brand: Brand): { say: Say; common: Common } {
  const language = asked === 'de' ? 'de' : 'en';
  const words: OperatorWords = language === 'de' ? operatorsDe : operatorsEn;
  const merchant = plain(brand.merchant);
  const say: Say = (key, values = {}) => fill(words[key], { merchant, ...values });
  const common: Common = {
    language,
    greeting: say('greeting'),
    fact_line: words['fact.line'],
    lead_in: { text: say('address.text'), html: say('address.html') },
    support: null,
    footer: say('footer'),
    ribbon: brand.sandbox ? say('ribbon') : null,
  };
  return { say, common };
}
