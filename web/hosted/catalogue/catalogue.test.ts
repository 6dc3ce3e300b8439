// Tests that the languages say the same things with the same placeholders.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createText, fill, type Key } from './catalogue.ts';
import { de } from './de.ts';
import { en } from './en.ts';

const keys = Object.keys(en) as Key[];

function placeholders(sentence: string): string[] {
  return [...sentence.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!).sort();
}

function forms(entry: string | { one: string; other: string }): string[] {
  return typeof entry === 'string' ? [entry] : [entry.other];
}

test('German has exactly the keys of English', () => {
  assert.deepEqual(Object.keys(de).sort(), [...keys].sort());
});

test('every German sentence uses the placeholders of its English one', () => {
  for (const key of keys) {
    const english = forms(en[key]).flatMap(placeholders);
    const german = forms(de[key]).flatMap(placeholders);
    assert.deepEqual([...new Set(german)], [...new Set(english)], key);
  }
});

test('a singular form uses no placeholder the plural form does not have', () => {
  for (const catalogue of [en, de]) {
    for (const entry of Object.values(catalogue)) {
      if (typeof entry === 'string') continue;
      for (const name of placeholders(entry.one)) assert.ok(placeholders(entry.other).includes(name), entry.one);
    }
  }
});

test('no sentence shouts and none is empty', () => {
  for (const catalogue of [en, de]) {
    for (const entry of Object.values(catalogue)) {
      for (const sentence of typeof entry === 'string' ? [entry] : [entry.one, entry.other]) {
        assert.ok(sentence.trim().length > 0);
        assert.ok(!sentence.includes('!'), sentence);
      }
    }
  }
});

test('the first wished language that exists is used, with its region for formats', () => {
  assert.equal(createText(['fr', 'de-AT', 'en']).language, 'de');
  assert.equal(createText([null, 'pt-BR']).language, 'en');
  assert.equal(createText(['en_not_a_tag!', 'de']).language, 'de');
});

test('plurals follow the count', () => {
  const text = createText(['de']);
  assert.equal(text.say('picker.count', { count: 1 }), '1 Bank gefunden.');
  assert.equal(text.say('picker.count', { count: 0 }), '0 Banken gefunden.');
  assert.equal(text.say('picker.count', { count: 1200 }), '1.200 Banken gefunden.');
});

test('a value that looks like a placeholder is left as it is', () => {
  assert.equal(
    fill('{merchant} and {bank}', (name) => (name === 'merchant' ? '{bank}' : 'Riverbank')),
    '{bank} and Riverbank',
  );
});
