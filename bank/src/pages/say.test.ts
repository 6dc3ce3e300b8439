// The languages of the pages.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { INSTITUTIONS } from '#data/institutions.ts';
import { de } from '#pages/catalogue/de.ts';
import { en, type Phrase } from '#pages/catalogue/en.ts';
import { initialsOf } from '#pages/layout.ts';
import { day, localeOf, moment, money, speaker } from '#pages/say.ts';

const placeholders = (phrase: Phrase): string[] =>
  [
    ...new Set(
      Object.values(typeof phrase === 'string' ? { phrase } : phrase).flatMap((text) => text.match(/\{\w+\}/g) ?? []),
    ),
  ].sort();

test('both languages say the same things, with the same placeholders', () => {
  assert.deepEqual(Object.keys(de), Object.keys(en));
  for (const key of Object.keys(en) as (keyof typeof en)[]) {
    const pair = [placeholders(de[key]), placeholders(en[key])];
    assert.deepEqual(pair[0], pair[1], key);
  }
});

test('the first language that is ours wins, English when none is', () => {
  assert.equal(localeOf('fr de-CH en'), 'de');
  assert.equal(localeOf(undefined, 'en-GB,de;q=0.8'), 'en');
  assert.equal(localeOf('', 'fr'), 'en');
});

test('numbers, money, days and moments are written as the language writes them', () => {
  const at = Date.parse('2030-06-01T12:00:00Z');
  assert.equal(money('en', '2481.36'), '$2,481.36');
  assert.equal(money('de', '2481.36').replace(/\s/g, ' '), '2.481,36 $');
  assert.equal(day('de', at), '1. Juni 2030');
  assert.match(moment('en', at), /June 1.*12:00.*UTC/);
  assert.equal(speaker('en')('consent.accounts', { count: 1 }), 'From this account');
  assert.equal(speaker('de')('consent.accounts', { count: 1200 }), 'Von diesen 1.200 Konten');
});

test('a value is put in as it is, even when it looks like a placeholder', () => {
  assert.equal(speaker('en')('sign_in.title', { bank: '{client} $& Bank' }), 'Sign in to {client} $& Bank');
});

test('every bank has initials', () => {
  assert.deepEqual(
    INSTITUTIONS.slice(0, 3).map((bank) => initialsOf(bank.name)),
    ['TO', 'TN', 'BO'],
  );
});
