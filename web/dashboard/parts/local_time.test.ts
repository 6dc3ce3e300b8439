// Tests of date-and-time inputs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromInput, toInput } from './local_time.ts';

test('a minute goes into the input and comes back, in summer and winter', () => {
  for (const at of [1_795_168_800, 1_782_000_000, 0, 951_782_340]) {
    const minute = at - (at % 60);
    assert.equal(fromInput(toInput(minute)), minute);
  }
});

test('nothing and half a time are no time', () => {
  for (const text of ['', 'soon', '2026-11-20T']) assert.equal(fromInput(text), null, text);
  assert.match(toInput(1_795_168_859), /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/);
});
