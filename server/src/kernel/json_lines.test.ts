// Holds the lines of JSON texts to what a person would count.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonLines, lineOf } from './json_lines.ts';

const TEXT = `{
  "id": "a:{\\"b\\"}",
  "countries": [
    "US",
    "CA"
  ], "policy": {},
  "protocol": { "resources":
    { "accounts": null, "account": 1.5e3 } }
}`;

test('a value has the line of its key, one of a list its own', () => {
  const { lines, repeated } = jsonLines(TEXT);
  const expected = { '': 1, id: 2, countries: 3, 'countries.0': 4, 'countries.1': 5, policy: 6, protocol: 7 };
  assert.deepEqual(Object.fromEntries(lines), {
    ...expected,
    ...{ 'protocol.resources': 7, 'protocol.resources.accounts': 8, 'protocol.resources.account': 8 },
  });
  assert.deepEqual(repeated, []);
});

test('what is missing is told on the line of what it is missing from', () => {
  const { lines } = jsonLines(TEXT);
  assert.deepEqual(
    ['protocol.resources.contact', 'protocol.security.profile', 'slug', ''].map((path) => lineOf(lines, path)),
    [7, 7, 1, 1],
  );
});

test('a key that stands there twice is told, and so is a text without end', () => {
  assert.deepEqual(jsonLines('{"a": 1, "b": {"a": 1},\n "a": 2}').repeated, [{ path: 'a', line: 2 }]);
  assert.throws(() => jsonLines('['.repeat(100) + ']'.repeat(100)), RangeError);
});
