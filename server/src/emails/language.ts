// Which language a mail is written in.
import { LANGUAGES, type Language } from './types.ts';

/** The first of the reader's languages that we have, else the merchant's, else English. */
export function languageFor(preferred: readonly string[], merchants: string): Language {
  for (const locale of [...preferred, merchants]) {
    const [language] = locale.toLowerCase().split(/[-_]/);
    const found = LANGUAGES.find((each) => each === language);
    if (found !== undefined) return found;
  }
  return 'en';
}

/** A day as the language writes it. In UTC, because nobody told us the reader's zone. */
export function dayIn(language: Language, seconds: number): string {
  return new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'long', timeZone: 'UTC' }).format(seconds * 1000);
}

/** A moment, with the zone that it is told in. */
export function momentIn(language: Language, seconds: number): string {
  const format = new Intl.DateTimeFormat(localeOf(language), {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'UTC',
  });
  return `${format.format(seconds * 1000)} UTC`;
}

export function numberIn(language: Language, value: number): string {
  return new Intl.NumberFormat(localeOf(language)).format(value);
}

function localeOf(language: Language): string {
  return language === 'en' ? 'en-GB' : language;
}
