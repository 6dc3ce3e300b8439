// Turns catalogue entries into sentences; a missing key or placeholder does not compile.

/** A sentence, or one for each number that the language tells apart. */
export type Plural = { one: string; other: string };
type English = Record<string, string | Plural>;

/** What a language must provide: every key, plural where English is plural. */
export type CatalogueOf<E extends English> = { [K in keyof E]: E[K] extends string ? string : Plural };

type Placeholder<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholder<Rest> : never;
type NamesOf<Entry> = Entry extends string ? Placeholder<Entry> : Placeholder<Entry[keyof Entry]>;
type Values<Entry> = Record<NamesOf<Entry>, string | number>;
type Rest<Entry> = [NamesOf<Entry>] extends [never]
  ? Entry extends string
    ? []
    : [{ count: number }]
  : Entry extends string
    ? [Values<Entry>]
    : [Values<Entry> & { count: number }];

/** The languages that customers read. */
export const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'nl'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The words of one language and the formats of one locale. */
export interface TextOf<E extends English> {
  language: Language;
  /** Says one catalogue entry. Plural entries choose their form by `count`. */
  say<K extends keyof E>(key: K, ...rest: Rest<E[K]>): string;
  /** A calendar day in the customer's zone. `at` is unix seconds. */
  day(at: number): string;
  /** A day and time in the customer's zone. `at` is unix seconds. */
  moment(at: number): string;
}

/** The first wished tag whose language exists, with its region, as in `de-AT`; otherwise English. */
export function chooseLocale(wished: readonly (string | null | undefined)[]): { locale: string; language: Language } {
  for (const tag of wished) {
    const language = typeof tag === 'string' ? languageOf(tag) : null;
    if (language !== null) return { locale: tag!, language };
  }
  return { locale: 'en', language: 'en' };
}

/** `zone` where the customer's own is not known: on the server. */
export function textOf<E extends English>(locale: string, catalogue: CatalogueOf<E>, zone?: string): TextOf<E> {
  const plurals = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  const dates = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'long', day: 'numeric', timeZone: zone, ...options });
  return {
    language: languageOf(locale) ?? 'en',
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
    day: (at) => dates({}).format(at * 1000),
    moment: (at) =>
      dates({ hour: 'numeric', minute: '2-digit', ...(zone && { timeZoneName: 'short' }) }).format(at * 1000),
  };
}

/** Replaces `{name}` by what `value` gives, once, so that a customer's or merchant's name is never read as a template. */
export function fill(sentence: string, value: (name: string) => string): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => value(name));
}

function languageOf(tag: string): Language | null {
  const first = tag.toLowerCase().split(/[-_]/)[0];
  const language = LANGUAGES.find((known) => known === first) ?? null;
  try {
    return Intl.getCanonicalLocales(tag).length > 0 ? language : null;
  } catch {
    return null;
  }
}
