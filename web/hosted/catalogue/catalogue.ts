// The words of the flow in the customer's language. Each language is a file of its own: nobody loads one he does not read.
import type { en } from './en.ts';
import { type CatalogueOf, chooseLocale, type Language, type TextOf, textOf } from './text.ts';

export type Key = keyof typeof en;
export type Catalogue = CatalogueOf<typeof en>;
export type Text = TextOf<typeof en>;

const LOADERS: Record<Language, () => Promise<Catalogue>> = {
  en: async () => (await import('./en.ts')).en,
  de: async () => (await import('./de.ts')).de,
  fr: async () => (await import('./fr.ts')).fr,
  es: async () => (await import('./es.ts')).es,
  it: async () => (await import('./it.ts')).it,
  nl: async () => (await import('./nl.ts')).nl,
};

/** Loads the words for the wished tags, best first. Unknown languages read English. */
export async function loadText(wished: readonly (string | null | undefined)[]): Promise<Text> {
  const { locale, language } = chooseLocale(wished);
  return textOf<typeof en>(locale, await LOADERS[language]());
}
