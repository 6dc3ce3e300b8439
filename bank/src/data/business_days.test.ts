// The calendar of the Federal Reserve, as far as booking needs it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bookedAfter, dayOf, isHoliday } from '#data/business_days.ts';

const holiday = (date: string) => isHoliday(dayOf(Date.parse(`${date}T12:00:00Z`)));
const booked = (moment: string, days: number) => new Date(bookedAfter(Date.parse(moment), days)).toISOString();

test('the eleven holidays of a year are known, and one on a Sunday is kept on Monday', () => {
  const of2026 = ['01-01', '01-19', '02-16', '05-25', '06-19', '07-04', '09-07', '10-12', '11-11', '11-26', '12-25'];
  for (const date of of2026) assert.ok(holiday(`2026-${date}`), date);
  const all = Array.from({ length: 365 }, (_, day) => day + dayOf(Date.UTC(2026, 0, 1))).filter(isHoliday);
  assert.equal(all.length, of2026.length);
  assert.deepEqual([holiday('2027-07-04'), holiday('2027-07-05')], [false, true]);
  assert.ok(holiday('1969-12-25') && holiday('2031-05-26') && !holiday('2026-11-27'));
});

test('what takes business days is booked past weekends and holidays', () => {
  assert.equal(booked('2026-11-20T12:00:00Z', 1), '2026-11-23T09:00:00.000Z');
  assert.equal(booked('2026-11-25T23:59:59Z', 1), '2026-11-27T09:00:00.000Z');
  assert.equal(booked('2026-11-25T00:00:00Z', 2), '2026-11-30T09:00:00.000Z');
  assert.equal(booked('2026-11-17T00:00:00Z', 1), '2026-11-18T09:00:00.000Z');
});
