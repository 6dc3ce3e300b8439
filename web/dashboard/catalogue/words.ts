// Chooses the language and turns entries into sentences; a missing entry or placeholder does not compile.
import { createContext, useContext, useMemo } from 'react';

type Plural = { one: string; other: string };
type Entries = Record<string, string | Plural>;
/** What a second language must provide: every entry, plural where English is plural. */
type Same<English extends Entries> = { [K in keyof English]: English[K] extends string ? string : Plural };

type Placeholder<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholder<Rest> : never;
type NamesOf<Entry> = Entry extends string ? Placeholder<Entry> : Placeholder<Entry[keyof Entry]>;
type Values<Entry> = Record<NamesOf<Entry>, string | number>;
type Rest<Entry> = Entry extends string
  ? [NamesOf<Entry>] extends [never]
    ? []
    : [Values<Entry>]
  : [Omit<Values<Entry>, 'count'> & { count: number }];

export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The words of one page in every language. */
export interface Words<English extends Entries> {
  en: English;
  de: Same<English>;
}

export type Say<English extends Entries> = <K extends keyof English>(key: K, ...rest: Rest<English[K]>) => string;

/** Declares a page's words. `{name}` is a placeholder; plural entries choose their form by `count`. */
export function words<const English extends Entries>(en: English, de: Same<English>): Words<English> {
  return { en, de };
}

/** The language of the page, how numbers and times are written in it, and how to change it. */
export interface Locale {
  language: Language;
  /** With the region that the browser told, as `de-AT`. */
  tag: string;
  choose(language: Language): void;
}

export const LocaleContext = createContext<Locale>({ language: 'en', tag: 'en', choose: () => {} });

export function useLocale(): Locale {
  return useContext(LocaleContext);
}

/** Returns what says a page's entries in the language of the page. */
export function useWords<English extends Entries>(catalogue: Words<English>): Say<English> {
  const { language, tag } = useLocale();
  return useMemo(() => createSay(catalogue, language, tag), [catalogue, language, tag]);
}

export function createSay<English extends Entries>(
  catalogue: Words<English>,
  language: Language,
  tag: string,
): Say<English> {
  const plurals = new Intl.PluralRules(tag);
  const numbers = new Intl.NumberFormat(tag);
  const entries: Entries = catalogue[language];
  return (key, ...rest) => {
    const entry = entries[key as string]!;
    const values = (rest[0] ?? {}) as Record<string, string | number>;
    const sentence =
      typeof entry === 'string' ? entry : entry[plurals.select(Number(values.count)) === 'one' ? 'one' : 'other'];
    // Replaced once, so that a customer's name is never read as a template.
    return sentence.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name];
      return typeof value === 'number' ? numbers.format(value) : String(value);
    });
  };
}
