// The mail that asks a customer to repair a link: who asks, which account, why, what happens otherwise, one button.
import { dayIn } from './language.ts';
import { fill, type Letter, plain } from './letter.ts';
import type { Brand, Language, RelinkCause, RelinkRequest } from './types.ts';
import { de } from './words/de.ts';
import { type CustomerWords, en } from './words/en.ts';
import { es } from './words/es.ts';
import { fr } from './words/fr.ts';
import { it } from './words/it.ts';
import { nl } from './words/nl.ts';

const WORDS: Record<Language, CustomerWords> = { en, de, fr, es, it, nl };

const GREETED_LENGTH_MAX = 60;

export function relinkRequest(data: RelinkRequest, language: Language, brand: Brand): Letter {
  const words = WORDS[language];
  const merchant = plain(brand.merchant);
  const customer = greeted(data.customer);
  const values = {
    merchant,
    bank: plain(data.bank),
    host: new URL(data.link).host,
    date: data.ends_at === null ? '' : dayIn(language, data.ends_at),
    ...(customer !== null && { customer }),
  };
  const say = (key: keyof CustomerWords) => fill(words[key], values);
  const verb = verbOf(data.cause);
  return {
    language,
    subject: say(`subject.${verb}`),
    preheader: say(`preheader.${verb}`),
    heading: say(`heading.${verb}`),
    greeting: say(customer === null ? 'greeting.plain' : 'greeting.name'),
    paragraphs: [say(`why.${data.cause}`), say(otherwise(data))],
    facts: [
      { label: words['fact.merchant'], value: merchant },
      { label: words['fact.bank'], value: values.bank },
      { label: words['fact.account'], value: accountName(data, words) },
    ],
    fact_line: words['fact.line'],
    button: { label: say(`button.${verb}`), url: data.link },
    lead_in: { text: words['address.text'], html: words['address.html'] },
    after: [
      say(data.sign_in === 'form' ? 'steps.form' : 'steps'),
      say('promise'),
      ...(data.account.tokenized ? [words.tokenized] : []),
      `${say('host')} ${fill(words.until, { date: dayIn(language, data.link_expires_at) })}`,
    ],
    support: {
      sentence: say(brand.support_email || brand.support_url ? 'support.known' : 'support.unknown'),
      email: brand.support_email,
      url: brand.support_url,
    },
    footer: say('footer'),
    ribbon: brand.sandbox ? words.ribbon : null,
  };
}

/** What works is not reconnected: it goes on. */
function verbOf(cause: RelinkCause): 'renew' | 'extend' | 'reconnect' {
  if (isAhead(cause)) return 'extend';
  return isNumber(cause) ? 'renew' : 'reconnect';
}

/** The link works, and its end is announced. */
function isAhead(cause: RelinkCause): boolean {
  return cause === 'access_expiring' || cause === 'requirement_ahead';
}

function isNumber(cause: RelinkCause): boolean {
  return cause === 'number_expiring' || cause === 'number_expired' || cause === 'number_revoked';
}

/** What happens if nothing is done; of payments only where there are any. */
function otherwise({ cause, account }: RelinkRequest): keyof CustomerWords {
  if (cause === 'number_expiring') return 'otherwise.number_expiring';
  if (isNumber(cause)) return 'otherwise.number_over';
  const what = isAhead(cause) ? 'otherwise.access_expiring' : 'otherwise.reconnect';
  return account.payments ? what : `${what}.data`;
}

function accountName({ account }: RelinkRequest, words: CustomerWords): string {
  const name = plain(account.name ?? '') || words[`subcategory.${account.subcategory}`];
  return account.last4 === null ? name : `${name} ····${plain(account.last4)}`;
}

/** Anybody can call himself what he likes where a merchant lets him: what could be read as an address is no greeting. */
function greeted(name: string | null): string | null {
  const line = plain(name ?? '');
  const looks_like_address = /@|\.[\p{L}]{2,}|\/|www/iu.test(line);
  return line === '' || line.length > GREETED_LENGTH_MAX || looks_like_address ? null : line;
}
