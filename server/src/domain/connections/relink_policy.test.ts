// When a policy writes: the occasions of an account, quiet hours in the merchant's zone, and the cap of a day.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { after, DAY_MS, HOUR_MS, SECOND_MS } from '#kernel/clock.ts';
import {
  DEFAULT_POLICY,
  heldUntil,
  type Marks,
  NO_MARKS,
  nextStep,
  policyProblem,
  type Watched,
} from './relink_policy.ts';

const NOW = new Date('2026-06-01T12:00:00Z');
const policy = { ...DEFAULT_POLICY, enabled: true };
const broken: Watched = { broken: true, ends_at: null };
const ending = (days: number): Watched => ({ broken: false, ends_at: after(NOW, days * DAY_MS) });

/** What is done over so many days, hour by hour, when every occasion is used at once: [day, occasion]. */
function live(watched: (day: number) => Watched, days: number, rules = policy): [number, unknown][] {
  let marks: Marks = NO_MARKS;
  const found: [number, unknown][] = [];
  for (let hour = 0; hour <= days * 24; hour += 1) {
    const now = after(NOW, hour * HOUR_MS);
    const step = nextStep(rules, watched(hour / 24), marks, now);
    if (step.occasion !== null) found.push([hour / 24, step.occasion]);
    marks = step.done;
    if (step.next_at !== null) assert.ok(step.next_at > now);
  }
  return found;
}

describe('a policy', () => {
  test('writes once when an account breaks, and again when it breaks again', () => {
    const twice = (day: number) => ({ broken: (day >= 1 && day < 5) || day >= 9, ends_at: null });
    assert.deepEqual(live(twice, 20), [
      [1, 'broken'],
      [9, 'broken'],
    ]);
  });

  test('reminds 30, 7 and 1 days before an end, and writes once more when it has come', () => {
    const end = (day: number) => (day < 90 ? ending(90) : broken);
    assert.deepEqual(live(end, 120), [
      [60, 30],
      [83, 7],
      [89, 1],
      [90, 'broken'],
    ]);
  });

  test('reminds of what lies after the end became known, not at that moment', () => {
    assert.deepEqual(
      live(() => ending(30), 29.9),
      [
        [23, 7],
        [29, 1],
      ],
    );
    assert.deepEqual(
      live(() => ending(3), 2.9),
      [[2, 1]],
    );
    assert.deepEqual(
      live(() => ending(1), 0.9),
      [],
    );
  });

  test('begins anew when the end moves', () => {
    const moved = (day: number) => ending(day < 25 ? 30 : 60);
    assert.deepEqual(live(moved, 59.9), [
      [23, 7],
      [30, 30],
      [53, 7],
      [59, 1],
    ]);
  });

  test('does what it is set to do only', () => {
    const end = (day: number) => (day < 90 ? ending(90) : broken);
    assert.deepEqual(live(end, 100, { ...policy, when_relinkable: false, days_before: [7] }), [[83, 7]]);
    assert.deepEqual(live(end, 100, { ...policy, days_before: [] }), [[90, 'broken']]);
  });

  test('that could not write for a while reminds once, of what is the latest', () => {
    const marks = nextStep(policy, ending(90), NO_MARKS, NOW).done;
    const late = nextStep(policy, ending(90), marks, after(NOW, 89.5 * DAY_MS));
    assert.deepEqual([late.occasion, late.next_at], [1, null]);
    const early = nextStep(policy, ending(90), marks, after(NOW, 62 * DAY_MS));
    assert.deepEqual([early.occasion, early.next_at], [30, after(NOW, 83 * DAY_MS)]);
  });

  test('has nothing to do about an account without an end, and about an end that has passed unseen', () => {
    for (const watched of [{ broken: false, ends_at: null }, ending(-1)])
      assert.deepEqual(nextStep(policy, watched, NO_MARKS, NOW), {
        occasion: null,
        seen: NO_MARKS,
        done: NO_MARKS,
        next_at: null,
      });
  });
});

describe('a mail of a policy', () => {
  const held = (time: string, changes: object = {}, sent = 0) =>
    heldUntil({ ...policy, ...changes }, new Date(time), sent)?.toISOString() ?? null;

  test('waits for the end of the quiet hours', () => {
    assert.equal(held('2026-06-01T19:59:59Z'), null);
    assert.equal(held('2026-06-01T20:00:00Z'), '2026-06-02T08:00:00.000Z');
    assert.equal(held('2026-06-02T07:59:59Z'), '2026-06-02T08:00:00.000Z');
    assert.equal(held('2026-06-02T08:00:00Z'), null);
  });

  test('waits in the zone of the merchant', () => {
    const time_zone = 'America/New_York';
    assert.equal(held('2026-06-01T11:00:00Z', { time_zone }), '2026-06-01T12:00:00.000Z');
    assert.equal(held('2026-06-01T21:00:00Z', { time_zone }), null);
  });

  test('waits for hours within one day, too, and for none where both are the same', () => {
    const noon = { quiet_from: 12, quiet_until: 14 };
    assert.equal(held('2026-06-01T12:30:00Z', noon), '2026-06-01T14:00:00.000Z');
    assert.equal(held('2026-06-01T03:00:00Z', noon), null);
    assert.equal(held('2026-06-01T03:00:00Z', { quiet_from: 5, quiet_until: 5 }), null);
  });

  test('beyond the cap of the day waits for the next one, after its quiet hours', () => {
    const daily_cap = 3;
    assert.equal(held('2026-06-01T12:00:00Z', { daily_cap }, 2), null);
    assert.equal(held('2026-06-01T12:00:00Z', { daily_cap }, 3), '2026-06-02T08:00:00.000Z');
    const none = { daily_cap, quiet_from: 0, quiet_until: 0 };
    assert.equal(held('2026-06-01T12:00:00Z', none, 3), '2026-06-02T00:00:00.000Z');
  });

  test('goes on time on the days on which clocks change', () => {
    const time_zone = 'Europe/Berlin';
    assert.equal(held('2026-03-28T23:00:00Z', { time_zone }), '2026-03-29T06:00:00.000Z');
    assert.equal(held('2026-10-24T23:00:00Z', { time_zone }), '2026-10-25T07:00:00.000Z');
    assert.equal(
      held(after(new Date('2026-10-25T07:00:00Z'), -SECOND_MS).toISOString(), { time_zone }) === null,
      false,
    );
  });
});

test('a policy is refused by the first setting that cannot be', () => {
  const wrong: [object, string | null][] = [
    [{}, null],
    [{ days_before: [] }, null],
    [{ days_before: [14] }, 'days_before'],
    [{ days_before: [7, 7] }, 'days_before'],
    [{ quiet_from: 24 }, 'quiet_from'],
    [{ quiet_until: -1 }, 'quiet_until'],
    [{ quiet_until: 7.5 }, 'quiet_until'],
    [{ time_zone: 'Mars/Olympus' }, 'time_zone'],
    [{ daily_cap: 0 }, 'daily_cap'],
    [{ daily_cap: 100_001 }, 'daily_cap'],
  ];
  for (const [changes, expected] of wrong) assert.equal(policyProblem({ ...policy, ...changes }), expected);
});
