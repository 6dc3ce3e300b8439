// Chooses the language and turns catalogue entries into sentences; a missing key or placeholder does not compile.
import { de } from './de.ts';
import { en } from './en.ts';

type English = typeof en;
export type Key = keyof English;

type Plural = { one: string; other: string };

/** What a language must provide: every key, plural where English is plural. */
export type Catalogue = { [K in Key]: English[K] extends string ? string : Plural };

type Placeholder<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholder<Rest> : never;
type NamesOf<K extends Key> = English[K] extends string
  ? Placeholder<English[K]>
  : Placeholder<English[K][keyof English[K]]>;
type Values<K extends Key> = Record<NamesOf<K>, string | number>;
type Rest<K extends Key> = [NamesOf<K>] extends [never]
  ? English[K] extends string
    ? []
    : [{ count: number }]
  : English[K] extends string
    ? [Values<K>]
    : [Values<K> & { count: number }];

export type Language = 'en' | 'de';

/** The words of one language and the formats of one locale. */
export interface Text {
  language: Language;
  /** Says one catalogue entry. Plural entries choose their form by `count`. */
  say<K extends Key>(key: K, ...rest: Rest<K>): string;
  /** A calendar day in the customer's zone. `at` is unix seconds. */
  day(at: number): string;
  /** A day and time in the customer's zone. `at` is unix seconds. */
  moment(at: number): string;
}

const CATALOGUES: Record<Language, Catalogue> = { en, de };

/** Makes the text for the wished tags, best first. Unknown languages read English; formats keep the region, as in `de-AT`. */
export function createText(wished: readonly (string | null | undefined)[]): Text {
  const locale = wished.find((tag): tag is string => typeof tag === 'string' && languageOf(tag) !== null) ?? 'en';
  const language = languageOf(locale) ?? 'en';
  const catalogue = CATALOGUES[language];
  const plurals = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  return {
    language,
    say(key, ...rest) {
      const entry: string | Plural = catalogue[key];
      const values = (rest[0] ?? {}) as Record<string, string | number>;
      const sentence =
        typeof entry === 'string' ? entry : entry[plurals.select(Number(values.count)) === 'one' ? 'one' : 'other'];
      return fill(sentence, (name) => {
        const value = values[name];
        return typeof value === 'number' ? numbers.format(value) : String(value);
      });
    },
    day: (at) => new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(at * 1000),
    moment: (at) => new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' }).format(at * 1000),
  };
}

/** Replaces `{name}` by what `value` gives, once, so that a customer's or merchant's name is never read as a template. */
export function fill(sentence: string, value: (name: string) => string): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => value(name));
}

function languageOf(tag: string): Language | null {
  const language = tag.toLowerCase().split(/[-_]/)[0];
  if (language !== 'en' && language !== 'de') return null;
  try {
    return Intl.getCanonicalLocales(tag).length > 0 ? language : null;
  } catch {
    return null;
  }
}
