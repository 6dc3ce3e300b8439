// The words of the customer's own page, which is written on the server: all languages at hand, for the page and for the flow in it.
import { createContext, useContext } from 'react';
import type { Catalogue, Text } from './catalogue.ts';
import { de } from './de.ts';
import { dePage } from './de_page.ts';
import { en } from './en.ts';
import { enPage } from './en_page.ts';
import { es } from './es.ts';
import { esPage } from './es_page.ts';
import { fr } from './fr.ts';
import { frPage } from './fr_page.ts';
import { it } from './it.ts';
import { itPage } from './it_page.ts';
import { nl } from './nl.ts';
import { nlPage } from './nl_page.ts';
import { type CatalogueOf, chooseLocale, type Language, type TextOf, textOf } from './text.ts';

export type PageCatalogue = CatalogueOf<typeof enPage>;
export type PageText = TextOf<typeof enPage>;

export const CATALOGUES: Record<Language, { flow: Catalogue; page: PageCatalogue }> = {
  en: { flow: en, page: enPage },
  de: { flow: de, page: dePage },
  fr: { flow: fr, page: frPage },
  es: { flow: es, page: esPage },
  it: { flow: it, page: itPage },
  nl: { flow: nl, page: nlPage },
};

/** The words for the wished tags, best first. `zone` where the customer's own is not known. */
export function createTexts(
  wished: readonly (string | null | undefined)[],
  zone?: string,
): { text: Text; page: PageText } {
  const { locale, language } = chooseLocale(wished);
  const { flow, page } = CATALOGUES[language];
  return { text: textOf<typeof en>(locale, flow, zone), page: textOf<typeof enPage>(locale, page, zone) };
}

export const PageTextContext = createContext<PageText | null>(null);

/** The words of the page in the customer's language. */
export function usePageText(): PageText {
  const text = useContext(PageTextContext);
  if (text === null) throw new Error('a page stands outside of its words');
  return text;
}
