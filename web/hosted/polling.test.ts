// Tests when the flow asks the server by itself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { POLL_LIMIT, POLL_MS, POLL_SLOW_MS, PROGRESS_POLL_MS, pollDelay } from './polling.ts';

const open = { type: 'bank', state: 'open', launch_url: null, opened_at: null } as const;

test('an open bank visit is asked about every second, our own work more often', () => {
  assert.equal(pollDelay(open, 0, 0), POLL_MS);
  assert.equal(pollDelay({ type: 'progress', doing: 'linking' }, 10, 0), PROGRESS_POLL_MS);
});

test('panes that wait for the customer are not asked about', () => {
  assert.equal(pollDelay({ type: 'consent' }, 0, 0), null);
  assert.equal(pollDelay({ type: 'bank', state: 'ready' }, 0, 0), null);
});

test('failures slow the asking down, up to a limit', () => {
  assert.equal(pollDelay(open, 5, 2), POLL_MS * 4);
  assert.equal(pollDelay(open, 5, 1000), POLL_SLOW_MS);
});

test('a page left open stops asking in the end', () => {
  assert.equal(pollDelay(open, POLL_LIMIT, 0), null);
});
