// Chooses the page's language: the viewer's choice, kept in this browser, else the browser's.
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { LANGUAGES, type Language, type Locale, LocaleContext } from './words.ts';

const KEPT = 'relink.language';

export function LocaleProvider({ children }: { children: ReactNode }) {
  const [tag, setTag] = useState(firstTag);
  const locale = useMemo<Locale>(
    () => ({
      language: languageOf(tag) ?? 'en',
      tag,
      choose(language) {
        keep(language);
        setTag(tagFor(language));
      },
    }),
    [tag],
  );
  useEffect(() => {
    document.documentElement.lang = locale.language;
  }, [locale.language]);
  return <LocaleContext value={locale}>{children}</LocaleContext>;
}

function firstTag(): string {
  const kept = read();
  return kept === null ? (navigator.languages.find((tag) => languageOf(tag) !== null) ?? 'en') : tagFor(kept);
}

/** The browser's own tag for the language, if it has one, because it knows the region. */
function tagFor(language: Language): string {
  return navigator.languages.find((tag) => languageOf(tag) === language) ?? language;
}

function languageOf(tag: string): Language | null {
  const start = tag.toLowerCase().split('-')[0];
  return LANGUAGES.find((language) => language === start) ?? null;
}

function read(): Language | null {
  try {
    return languageOf(localStorage.getItem(KEPT) ?? '');
  } catch {
    return null;
  }
}

function keep(language: Language): void {
  try {
    localStorage.setItem(KEPT, language);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}
