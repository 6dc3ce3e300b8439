// Tests of the cutting of JSON for colouring.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tokensOf } from './json_tokens.ts';

test('names, texts and values are told apart, also inside of texts that look like others', () => {
  const text = JSON.stringify(
    { name: 'say "hi": 7, true', count: -1.5e21, ok: true, none: null, list: ['a', 2] },
    null,
    2,
  );
  const of = (kind: string) => tokensOf(text).flatMap((token) => (token.kind === kind ? [token.text] : []));
  assert.deepEqual(of('name'), ['"name"', '"count"', '"ok"', '"none"', '"list"']);
  assert.deepEqual(of('text'), ['"say \\"hi\\": 7, true"', '"a"']);
  assert.deepEqual(of('value'), ['-1.5e+21', 'true', 'null', '2']);
});

test('nothing is lost or added, also in text that is cut off', () => {
  for (const text of ['', '{}', '{\n  "a": "b', '[1, 2', '{"a\\\\": "\\""}\n…']) {
    assert.equal(
      tokensOf(text)
        .map((token) => token.text)
        .join(''),
      text,
    );
  }
});
