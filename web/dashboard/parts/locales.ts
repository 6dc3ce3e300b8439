// The languages that customers can be written to in, by their codes.
import { settingsWords } from '../catalogue/settings.ts';
import { useWords } from '../catalogue/words.ts';

export const LOCALES = ['en', 'de', 'fr', 'es', 'it', 'nl'] as const;
export type CustomerLocale = (typeof LOCALES)[number];

/** Says a language's name; a code that we have no words for stays as it is. */
export function useLocaleName(): (tag: string) => string {
  const say = useWords(settingsWords);
  return (tag) => {
    const known = knownLocale(tag);
    return known === null ? tag : say(`language.${known}`);
  };
}

/** `de-AT` is `de`; null for a language that we do not have. */
export function knownLocale(tag: string): CustomerLocale | null {
  const start = tag.toLowerCase().split(/[-_]/)[0];
  return LOCALES.find((locale) => locale === start) ?? null;
}

/** The customer's languages with this one first. The others stay, in their order; null takes all that we have away. */
export function preferLocale(locales: string[], first: CustomerLocale | null): string[] {
  if (first === null) return locales.filter((tag) => knownLocale(tag) === null);
  const same = locales.find((tag) => knownLocale(tag) === first) ?? first;
  return [same, ...locales.filter((tag) => tag !== same)];
}
