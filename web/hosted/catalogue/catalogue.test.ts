// Tests that the languages say the same things with the same placeholders.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CATALOGUES, createTexts } from './page_text.ts';
import { chooseLocale, fill, LANGUAGES } from './text.ts';

type Entries = Record<string, string | { one: string; other: string }>;

/** The words of the flow and of the page around it, of one language. */
const wordsOf = (language: (typeof LANGUAGES)[number]): Entries => ({
  ...CATALOGUES[language].flow,
  ...CATALOGUES[language].page,
});
const english = wordsOf('en');
const others = LANGUAGES.filter((language) => language !== 'en');

function placeholders(sentence: string): string[] {
  return [...new Set([...sentence.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!))].sort();
}

function pluralOf(entry: Entries[string]): string {
  return typeof entry === 'string' ? entry : entry.other;
}

test('every language has exactly the keys of English', () => {
  for (const language of others) {
    assert.deepEqual(Object.keys(wordsOf(language)).sort(), Object.keys(english).sort(), language);
  }
});

test('every sentence uses the placeholders of its English one', () => {
  for (const language of others) {
    for (const [key, entry] of Object.entries(wordsOf(language))) {
      const wanted = placeholders(pluralOf(english[key]!));
      assert.deepEqual(placeholders(pluralOf(entry)), wanted, `${language} ${key}`);
    }
  }
});

test('no language was left in English', () => {
  for (const language of others) {
    const same = Object.entries(wordsOf(language)).filter(([key, entry]) => {
      const sentence = pluralOf(entry);
      return (
        sentence === pluralOf(english[key]!) &&
        sentence
          .replace(/\{\w+\}/g, '')
          .trim()
          .includes(' ')
      );
    });
    assert.deepEqual(same, [], language);
  }
});

test('a singular form uses no placeholder the plural form does not have', () => {
  for (const language of LANGUAGES) {
    for (const entry of Object.values(wordsOf(language))) {
      if (typeof entry === 'string') continue;
      for (const name of placeholders(entry.one)) assert.ok(placeholders(entry.other).includes(name), entry.one);
    }
  }
});

test('no sentence shouts and none is empty', () => {
  for (const language of LANGUAGES) {
    for (const entry of Object.values(wordsOf(language))) {
      for (const sentence of typeof entry === 'string' ? [entry] : [entry.one, entry.other]) {
        assert.ok(sentence.trim().length > 0);
        assert.ok(!sentence.includes('!'), sentence);
      }
    }
  }
});

test('the first wished language that exists is used, with its region for formats', () => {
  assert.deepEqual(chooseLocale(['pt', 'de-AT', 'en']), { locale: 'de-AT', language: 'de' });
  assert.deepEqual(chooseLocale([null, 'fr-CH']), { locale: 'fr-CH', language: 'fr' });
  assert.deepEqual(chooseLocale([null, 'pt-BR', '*']), { locale: 'en', language: 'en' });
  assert.deepEqual(chooseLocale(['en_not_a_tag!', 'de']), { locale: 'de', language: 'de' });
});

test('plurals follow the count', () => {
  const { text } = createTexts(['de']);
  assert.equal(text.say('picker.count', { count: 1 }), '1 Bank gefunden.');
  assert.equal(text.say('picker.count', { count: 0 }), '0 Banken gefunden.');
  assert.equal(text.say('picker.count', { count: 1200 }), '1.200 Banken gefunden.');
  assert.equal(createTexts(['fr']).text.say('picker.count', { count: 0 }), '0 banque trouvée.');
});

test('where the customer’s zone is not known, a moment names the zone', () => {
  assert.match(createTexts(['en'], 'UTC').text.moment(1_800_000_000), /UTC/);
});

test('a value that looks like a placeholder is left as it is', () => {
  assert.equal(
    fill('{merchant} and {bank}', (name) => (name === 'merchant' ? '{bank}' : 'Riverbank')),
    '{bank} and Riverbank',
  );
});
