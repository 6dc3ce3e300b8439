// Tests that every page's words are the same in all languages, and how sentences are made of them.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { errorKindOf, type Failure } from '../../../server/src/domain/connections/visit_rows.ts';
import { knownKind } from '../parts/timeline_words.ts';
import { timelineWords } from './account_timeline.ts';
import { createFormats } from './formats.ts';
import { createSay, LANGUAGES, words } from './words.ts';

type Entries = Record<string, string | { one: string; other: string }>;

const catalogues = await Promise.all(
  readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.ts') && !['words.ts', 'formats.ts', 'words.test.ts'].includes(name))
    .map(async (name) => {
      const module = (await import(`./${name}`)) as Record<string, unknown>;
      const found = Object.entries(module).filter(([exported]) => exported.endsWith('Words'));
      return found.map(([exported, one]) => ({ exported, languages: one as Record<'en' | 'de', Entries> }));
    }),
).then((all) => all.flat());

const forms = (entry: Entries[string]) => (typeof entry === 'string' ? [entry] : [entry.one, entry.other]);
const placeholders = (sentence: string) => [...new Set(sentence.match(/\{\w+\}/g) ?? [])].sort();

test('every sentence has the placeholders of its English one, and a singular none that the plural lacks', () => {
  assert.ok(catalogues.length > 10, 'the catalogues are found');
  for (const { exported, languages } of catalogues) {
    for (const [key, english] of Object.entries(languages.en)) {
      const wanted = placeholders(forms(english).at(-1)!);
      for (const language of LANGUAGES) {
        const [first, last] = [forms(languages[language][key]!)[0]!, forms(languages[language][key]!).at(-1)!];
        const where = `${exported} ${language} ${key}`;
        assert.deepEqual(placeholders(last), wanted, where);
        for (const name of placeholders(first)) assert.ok(wanted.includes(name), where);
      }
    }
  }
});

test('no sentence shouts and none is empty', () => {
  for (const { exported, languages } of catalogues) {
    for (const language of LANGUAGES) {
      for (const [key, entry] of Object.entries(languages[language])) {
        for (const sentence of forms(entry)) {
          assert.ok(sentence.trim().length > 0, `${exported} ${language} ${key}`);
          assert.ok(!sentence.includes('!'), `${exported} ${language} ${key}`);
        }
      }
    }
  }
});

test('a sentence takes its values once, its numbers as the locale writes them, and its plural form by count', () => {
  const catalogue = words(
    { found: { one: '{count} account of {name}', other: '{count} accounts of {name}' } },
    { found: { one: '{count} Konto von {name}', other: '{count} Konten von {name}' } },
  );
  const english = createSay(catalogue, 'en', 'en');
  assert.equal(english('found', { count: 1, name: '{count}' }), '1 account of {count}');
  assert.equal(english('found', { count: 1200, name: 'Ada' }), '1,200 accounts of Ada');
  assert.equal(createSay(catalogue, 'de', 'de')('found', { count: 1200, name: 'Ada' }), '1.200 Konten von Ada');
});

test('times are relative to now in the largest unit that fits, and a count says where counting stopped', () => {
  const formats = createFormats('en');
  assert.deepEqual(
    [5, 90, 7_200, 3 * 86_400, -12 * 86_400].map((ago) => formats.relative(1_000_000_000 - ago, 1_000_000_000)),
    ['now', '1 minute ago', '2 hours ago', '3 days ago', 'in 12 days'],
  );
  assert.equal(formats.count({ value: 10_000, capped: true }), '10,000+');
});

test('every way in which a visit to a bank fails has its own words in the timeline', () => {
  const kinds: Record<Failure['kind'], true> = {
    cancelled: true,
    sign_in_failed: true,
    locked_out: true,
    bank_refused: true,
    institution_down: true,
    institution_maintenance: true,
    expired: true,
    other: true,
    wrong_account: true,
    wrong_person: true,
    no_accounts: true,
    no_eligible_accounts: true,
    accounts_unavailable: true,
    numbers_unavailable: true,
  };
  const said = (Object.keys(kinds) as Failure['kind'][]).map((kind) => {
    assert.equal(knownKind(kind), knownKind(errorKindOf({ kind })), kind);
    return timelineWords.en[`kind_of.${knownKind(errorKindOf({ kind }))}`];
  });
  assert.equal(new Set(said).size, said.length);
});
