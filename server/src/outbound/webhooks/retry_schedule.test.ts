// The retry schedule of both modes, followed on a clock of our own.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#kernel/clock.ts';
import { nextTry } from './retry_schedule.ts';

const CREATED = new Date('2026-11-02T09:00:00Z');
const TRIES_LIMIT = 100;

/** The waits of a delivery that nobody ever accepts, in milliseconds. */
function waits(sandbox: boolean, chance: number): number[] {
  const found: number[] = [];
  let now = CREATED;
  for (let tries = 1; tries < TRIES_LIMIT; tries += 1) {
    const next = nextTry({ sandbox, tries, begun: CREATED, now, chance });
    if (next === null) return found;
    found.push(next.getTime() - now.getTime());
    now = next;
  }
  throw new Error('the schedule has no end');
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

describe('retry schedule', () => {
  test('the sandbox tries three times over a few hours', () => {
    assert.deepEqual(waits(true, 0), [5 * MINUTE_MS, 2 * HOUR_MS]);
  });

  test('live waits double from a minute to twelve hours and end after three days', () => {
    const live = waits(false, 0);
    assert.deepEqual(
      live.slice(0, 5),
      [1, 2, 4, 8, 16].map((minutes) => minutes * MINUTE_MS),
    );
    assert.equal(Math.max(...live), 12 * HOUR_MS);
    assert.ok(sum(live) <= 3 * DAY_MS && sum(live) > 2.5 * DAY_MS);
  });

  test('chance spreads the waits by at most a tenth', () => {
    const [first = 0, second = 0] = waits(true, 0.999);
    assert.ok(first > 5 * MINUTE_MS && first < 5.5 * MINUTE_MS);
    assert.ok(second > 2 * HOUR_MS && second < 2.2 * HOUR_MS);
    assert.ok(sum(waits(false, 0.999)) <= 3 * DAY_MS);
  });

  test('a delivery that was held up for three days is not tried again', () => {
    const now = new Date(CREATED.getTime() + 3 * DAY_MS);
    assert.equal(nextTry({ sandbox: false, tries: 2, begun: CREATED, now, chance: 0 }), null);
  });
});
