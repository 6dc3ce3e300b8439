// Choosing a language and filling its sentences.
import { de } from '#pages/catalogue/de.ts';
import { type Catalogue, en, type PhraseKey } from '#pages/catalogue/en.ts';

export type Locale = 'en' | 'de';
export type Values = Record<string, string | number>;

/** Says a phrase; `count` picks the plural form. Placeholders without a value stay visible, so that a test finds them. */
export type Say = (key: PhraseKey, values?: Values) => string;

const CATALOGUES: Record<Locale, Catalogue> = { en, de };
/** How many wishes of one header or parameter are looked at. */
const MAX_WISHES = 20;

/** The language of a list of wishes, best first (`ui_locales`, then what the browser accepts); English when none is ours. */
export function localeOf(...wishes: (string | undefined)[]): Locale {
  for (const wish of wishes) {
    for (const tag of (wish ?? '').split(/[\s,]+/, MAX_WISHES)) {
      const language = tag.split(/[-;_]/, 1)[0]?.toLowerCase();
      if (language === 'de' || language === 'en') return language;
    }
  }
  return 'en';
}

function speakerOf(locale: Locale): Say {
  const rules = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  return (key, values = {}) => {
    const phrase = CATALOGUES[locale][key];
    const form =
      typeof phrase === 'string' ? phrase : phrase[rules.select(Number(values.count)) === 'one' ? 'one' : 'other'];
    return form.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
      const value = values[name];
      if (value === undefined) return placeholder;
      return typeof value === 'number' ? numbers.format(value) : value;
    });
  };
}

// Made once: what Intl needs for a language takes longer than a page.
const SPEAKERS: Record<Locale, Say> = { en: speakerOf('en'), de: speakerOf('de') };

/** Who says phrases in a language. */
export function speaker(locale: Locale): Say {
  return SPEAKERS[locale];
}

/** Dollars in decimal text, as the language writes them. */
export function money(locale: Locale, amount: string): string {
  return new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD' }).format(amount as `${number}`);
}

/** A day, as the language writes it. */
export function day(locale: Locale, at: number): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(at);
}

/** A moment, as the language writes it, with its zone. */
export function moment(locale: Locale, at: number): string {
  const parts = { month: 'long', day: 'numeric', hour: 'numeric', minute: '2-digit', timeZoneName: 'short' } as const;
  return new Intl.DateTimeFormat(locale, { ...parts, timeZone: 'UTC' }).format(at);
}
