// Bodies of banks: nothing in them is rounded, and nothing in them breaks a database.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { minorUnits } from '#kernel/amount.ts';
import { parseJson } from './json.ts';

test('a number that a double would round comes as its text, any other as a number', () => {
  const told = '[90071992547409.91, 0.30000000000000004, 12345678901234567890, -1.234567890123455E7, 12.5, 1E3, 7]';
  assert.deepEqual(parseJson(told), [
    '90071992547409.91',
    '0.30000000000000004',
    '12345678901234567890',
    '-1.234567890123455E7',
    12.5,
    1000,
    7,
  ]);
});

test('an amount keeps every cent on its way, also where a double would lose one', () => {
  const units = (text: string) => minorUnits((parseJson(`{"amount": ${text}}`) as { amount: string }).amount, 'usd');
  assert.deepEqual(
    ['90071992547409.91', '12345678901234.55', '0.30000000000000004', '-1234567.8900000000', '123456789012345E-2'].map(
      units,
    ),
    [9007199254740991, 1234567890123455, 30, -123456789, 123456789012345],
  );
});

test('texts can be stored, and what is no JSON is nothing', () => {
  assert.deepEqual(parseJson('{"a": "x\\u0000y", "b": "\\ud800", "c": "1234567890.1234567"}'), {
    a: 'xy',
    b: '\ufffd',
    c: '1234567890.1234567',
  });
  assert.equal(parseJson('{'), undefined);
  assert.equal(parseJson(''), undefined);
});
