// When a failing endpoint is warned of and when it is disabled: never without a warning that was early enough.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { after, DAY_MS } from '#kernel/clock.ts';
import { healthStep } from './endpoint_health.ts';

const START = new Date('2026-11-01T00:00:00Z');
const day = (days: number) => after(START, days * DAY_MS);

describe('an endpoint', () => {
  test('that answers is left alone', () => {
    assert.equal(healthStep({ failing_since: null, warned_at: null }, day(100)), null);
  });

  test('that has failed for less than three days is left alone', () => {
    assert.equal(healthStep({ failing_since: START, warned_at: null }, day(2.99)), null);
  });

  test('is warned of once, after three days', () => {
    assert.equal(healthStep({ failing_since: START, warned_at: null }, day(3)), 'warn');
    assert.equal(healthStep({ failing_since: START, warned_at: day(3) }, day(4.99)), null);
  });

  test('is disabled after five days', () => {
    assert.equal(healthStep({ failing_since: START, warned_at: day(3) }, day(5)), 'disable');
  });

  test('whose next failure comes late is warned of first, and disabled two days after that', () => {
    assert.equal(healthStep({ failing_since: START, warned_at: null }, day(20)), 'warn');
    assert.equal(healthStep({ failing_since: START, warned_at: day(20) }, day(21.99)), null);
    assert.equal(healthStep({ failing_since: START, warned_at: day(20) }, day(22)), 'disable');
  });
});
