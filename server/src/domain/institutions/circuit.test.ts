// When a bank that failed is asked again: later each time, when it said, and not by everybody at once.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { after, HOUR_MS, MINUTE_MS, SECOND_MS } from '#kernel/clock.ts';
import { COUNTED_MS, FAILURES_MAX, failsForMany, LOOKS_MIN, retryAt } from './circuit.ts';
import { INACTIVE_AFTER_MS, troubleOf } from './incident.ts';
import { waitAfter } from './probe.ts';

const NOW = new Date('2026-11-20T12:00:00Z');
const first = (bytes: number) => new Uint8Array(bytes);
const last = (bytes: number) => new Uint8Array(bytes).fill(255);
const wait = (failures: number, told: Date | null = null, random = first) =>
  retryAt({ failures, told, now: NOW, random }).getTime() - NOW.getTime();

describe('a bank that fails', () => {
  it('is asked again after ten seconds, then after twice as long each time, up to ten minutes', () => {
    assert.deepEqual(
      [wait(FAILURES_MAX), wait(FAILURES_MAX + 1), wait(1_000_000)],
      [10 * SECOND_MS, 20 * SECOND_MS, 10 * MINUTE_MS],
    );
  });

  it('is asked again when it said, though not before our own wait, and not later than in six hours', () => {
    assert.equal(wait(FAILURES_MAX, after(NOW, HOUR_MS)), HOUR_MS);
    assert.equal(wait(FAILURES_MAX, after(NOW, SECOND_MS)), 10 * SECOND_MS);
    assert.equal(wait(FAILURES_MAX, after(NOW, 40 * HOUR_MS)), 6 * HOUR_MS);
  });

  it('is not asked by everybody in the same second', () => {
    const latest = wait(1_000_000, null, last);
    assert.ok(latest > 11.9 * MINUTE_MS && latest < 12 * MINUTE_MS, String(latest));
  });
});

describe('a bank that fails for some', () => {
  const count = (looks: number, looks_failed: number, { failures = 1, ago = 0 } = {}) =>
    failsForMany({ failures, looks, looks_failed, counted_from: after(NOW, -ago) }, NOW);

  it('fails for too many where half of the looks do, of enough, within the time that they are counted', () => {
    assert.equal(count(LOOKS_MIN, LOOKS_MIN / 2), true);
    assert.equal(count(LOOKS_MIN, LOOKS_MIN / 2 - 1), false);
    assert.equal(count(LOOKS_MIN - 1, LOOKS_MIN - 1), false);
    assert.equal(count(LOOKS_MIN, LOOKS_MIN, { ago: COUNTED_MS }), false);
  });

  it('is another thing than one that fails for all, whose first answer is its return', () => {
    assert.equal(count(40, 30, { failures: 30 }), false);
    assert.equal(count(40, 30, { failures: FAILURES_MAX }), true);
  });
});

describe('a bank with an open incident', () => {
  it('is looked at after as long as it has lasted, and every hour at least', () => {
    assert.deepEqual([0, MINUTE_MS, 20 * MINUTE_MS].map(waitAfter), [10 * SECOND_MS, MINUTE_MS, 20 * MINUTE_MS]);
    assert.ok(waitAfter(100 * HOUR_MS) * 1.2 <= HOUR_MS);
  });
});

describe('the status of an institution', () => {
  const since = (kind: 'outage' | 'maintenance' | 'client_rejected' | 'certificate_expiring', ago = 0) => ({
    kind,
    opened_at: after(NOW, -ago),
  });

  it('is its own while nothing is wrong that keeps anybody from linking', () => {
    assert.equal(troubleOf([], NOW), null);
    assert.equal(troubleOf([since('certificate_expiring')], NOW), null);
  });

  it('is degraded by an outage, and inactive when that lasts', () => {
    assert.equal(troubleOf([since('outage')], NOW), 'degraded');
    assert.equal(troubleOf([since('maintenance', INACTIVE_AFTER_MS)], NOW), 'degraded');
    assert.equal(troubleOf([since('outage', INACTIVE_AFTER_MS)], NOW), 'inactive');
  });

  it('is inactive at once where the bank does not know us', () => {
    assert.equal(troubleOf([since('maintenance'), since('client_rejected')], NOW), 'inactive');
  });
});
