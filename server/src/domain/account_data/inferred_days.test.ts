// What domain/account_data/inferred_days.ts promises.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dayOf, endOfDay, inferDays } from './inferred_days.ts';

describe('the ends of days', () => {
  it('are a second before midnight UTC', () => {
    const day = dayOf(new Date('2026-03-04T23:59:59.999Z'));
    assert.equal(endOfDay(day).toISOString(), '2026-03-04T23:59:59.000Z');
    assert.equal(dayOf(new Date('2026-03-05T00:00:00Z')), day + 1);
  });
});

describe('inferred balances', () => {
  it('go back from today’s balance, and tell only of days on which it changed', () => {
    const sums = new Map([
      [14, -300],
      [12, 500],
      [10, -50],
    ]);
    assert.deepEqual(inferDays({ current: 1000, sums, first: 9, last: 13, earlier: null }), [
      { day: 9, current: 850 },
      { day: 10, current: 800 },
      { day: 12, current: 1300 },
    ]);
  });

  it('begin with a change to what was told before', () => {
    const sums = new Map([[11, 100]]);
    const same = { current: 400, sums, first: 10, last: 12 };
    assert.deepEqual(inferDays({ ...same, earlier: 300 }), [{ day: 11, current: 400 }]);
    assert.deepEqual(inferDays({ ...same, earlier: 250 }), [
      { day: 10, current: 300 },
      { day: 11, current: 400 },
    ]);
  });

  it('keep quiet about a day whose bookings cancel out, and where nothing was booked', () => {
    assert.deepEqual(inferDays({ current: 5, sums: new Map([[3, 0]]), first: 1, last: 4, earlier: 5 }), []);
    assert.deepEqual(inferDays({ current: -5, sums: new Map(), first: 2, last: 2, earlier: null }), [
      { day: 2, current: -5 },
    ]);
    assert.deepEqual(inferDays({ current: 5, sums: new Map(), first: 5, last: 4, earlier: null }), []);
  });
});
