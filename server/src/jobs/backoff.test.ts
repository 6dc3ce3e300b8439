// Failed jobs wait longer each time, up to ten minutes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitAfter } from './backoff.ts';

test('waits double from two seconds', () => {
  assert.deepEqual([1, 2, 3, 4].map(waitAfter), [2_000, 4_000, 8_000, 16_000]);
});

test('no wait is longer than ten minutes', () => {
  assert.equal(waitAfter(11), 600_000);
  assert.equal(waitAfter(500), 600_000);
});
