// The week that a digest tells of, in the merchant's own zone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dueWeek } from './digest_week.ts';

const week = (now: string, zone = 'UTC') => {
  const due = dueWeek(new Date(now), zone);
  return [due.week, due.from, due.until, due.due_at].map((part) => (part instanceof Date ? part.toISOString() : part));
};

test('from eight on Monday on it is the week before', () => {
  const expected = ['2026-11-16', '2026-11-16T00:00:00.000Z', '2026-11-23T00:00:00.000Z', '2026-11-23T08:00:00.000Z'];
  assert.deepEqual(week('2026-11-23T08:00:00Z'), expected);
  assert.deepEqual(week('2026-11-26T12:00:00Z'), expected);
  assert.deepEqual(week('2026-11-30T07:59:59Z'), expected);
});

test('until then it is the one before that', () => {
  assert.equal(week('2026-11-23T07:59:59Z')[0], '2026-11-09');
  assert.equal(week('2026-11-22T23:00:00Z')[0], '2026-11-09');
});

test('Monday begins where the merchant is', () => {
  assert.deepEqual(week('2026-11-22T19:00:00Z', 'Pacific/Auckland'), [
    '2026-11-16',
    '2026-11-15T11:00:00.000Z',
    '2026-11-22T11:00:00.000Z',
    '2026-11-22T19:00:00.000Z',
  ]);
  assert.equal(week('2026-11-23T15:00:00Z', 'America/Los_Angeles')[0], '2026-11-09');
  assert.equal(week('2026-11-23T16:00:00Z', 'America/Los_Angeles')[0], '2026-11-16');
});

test('a week in which clocks change is an hour longer or shorter', () => {
  const [, from, until] = week('2026-10-27T12:00:00Z', 'Europe/Berlin');
  assert.deepEqual([from, until], ['2026-10-18T22:00:00.000Z', '2026-10-25T23:00:00.000Z']);
  const [, start, end] = week('2026-03-31T12:00:00Z', 'Europe/Berlin');
  assert.deepEqual([start, end], ['2026-03-22T23:00:00.000Z', '2026-03-29T22:00:00.000Z']);
});
