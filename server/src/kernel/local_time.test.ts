// Days and hours in time zones, also on the days on which clocks change.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTimeZone, localTime, nextDay, nextQuarter, startOfDay } from './local_time.ts';

const at = (text: string) => new Date(text);

test('a zone is a region and a place, or UTC', () => {
  const names = ['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Asia/Kathmandu', 'Etc/GMT+5'];
  assert.deepEqual(names.filter(isTimeZone), names);
  const others = [
    '',
    'utc',
    'CET ',
    '+01:00',
    'Europe/Atlantis',
    'Europe',
    "Europe/Berlin'; --",
    `A/${'x'.repeat(80)}`,
  ];
  assert.deepEqual(others.filter(isTimeZone), []);
});

test('the same instant has another date, hour and weekday elsewhere', () => {
  const instant = at('2026-11-15T23:30:00Z');
  assert.deepEqual(localTime(instant, 'UTC'), { date: '2026-11-15', hour: 23, weekday: 7 });
  assert.deepEqual(localTime(instant, 'Europe/Berlin'), { date: '2026-11-16', hour: 0, weekday: 1 });
  assert.deepEqual(localTime(instant, 'America/Los_Angeles'), { date: '2026-11-15', hour: 15, weekday: 7 });
});

test('a day begins at its midnight, also where offsets are odd', () => {
  assert.deepEqual(startOfDay(at('2026-06-01T12:34:56Z'), 'UTC'), at('2026-06-01T00:00:00Z'));
  assert.deepEqual(startOfDay(at('2026-06-01T12:34:56Z'), 'Asia/Kathmandu'), at('2026-05-31T18:15:00Z'));
  assert.deepEqual(startOfDay(at('2026-06-01T00:00:00Z'), 'UTC'), at('2026-06-01T00:00:00Z'));
  assert.deepEqual(nextDay(at('2026-06-01T00:00:00Z'), 'UTC'), at('2026-06-02T00:00:00Z'));
});

test('a day on which clocks change is an hour shorter or longer', () => {
  const length = (noon: string) => {
    const [from, to] = [startOfDay(at(noon), 'Europe/Berlin'), nextDay(at(noon), 'Europe/Berlin')];
    return (to.getTime() - from.getTime()) / 3_600_000;
  };
  assert.deepEqual(['2026-03-29T12:00:00Z', '2026-10-25T12:00:00Z', '2026-06-01T12:00:00Z'].map(length), [23, 25, 24]);
});

test('the next hour that fits is this one, or the one after a clock was put forward past it', () => {
  const eight = ({ hour }: { hour: number }) => hour === 8;
  assert.deepEqual(nextQuarter(at('2026-06-01T08:10:00Z'), 'UTC', eight), at('2026-06-01T08:15:00Z'));
  assert.deepEqual(nextQuarter(at('2026-06-01T09:00:00Z'), 'UTC', eight), at('2026-06-02T08:00:00Z'));
  const two = ({ hour }: { hour: number }) => hour === 2;
  assert.deepEqual(nextQuarter(at('2026-03-28T23:30:00Z'), 'Europe/Berlin', two), at('2026-03-30T00:00:00Z'));
  assert.equal(
    nextQuarter(at('2026-06-01T09:00:00Z'), 'UTC', () => false),
    null,
  );
});
