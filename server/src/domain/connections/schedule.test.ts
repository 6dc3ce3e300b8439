// When what is done again and again is due: never late, and not for all links at once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS, HOUR_MS } from '#kernel/clock.ts';
import type { TestClockId } from '#kernel/id.ts';
import { lifeOf } from './keep_alive.ts';
import { nextDay } from './schedule.ts';

const NOW = new Date('2026-11-20T12:00:00Z');

function wait(byte: number, testClock: TestClockId | null = null): number {
  const random = (bytes: number) => new Uint8Array(bytes).fill(byte);
  return nextDay({ random }, testClock, NOW).getTime() - NOW.getTime();
}

test('what is done once a day is due within a day, at another time for each link, and to the second on a test clock', () => {
  assert.equal(wait(0), DAY_MS);
  assert.ok(wait(255) < wait(128) && wait(255) > 21 * HOUR_MS);
  assert.equal(wait(255, 'clock_1' as TestClockId), DAY_MS);
});

test('a life that the bank tells in real time is as long on the customer’s clock, to the minute', () => {
  const credential = { secret: '', access_expires_at: null, consent_expires_at: null };
  const told = new Date(NOW.getTime() + DAY_MS - 1_500);
  const his = new Date('2031-01-01T00:00:00Z');
  const life = lifeOf({ ...credential, refresh_expires_at: told }, NOW, his);
  assert.deepEqual(life, { refresh_expires_at: new Date(his.getTime() + DAY_MS), grant_expires_at: null });
});
