// Which week a merchant's digest tells of, and whether its time has come: Mondays at eight, where he is. Pure.
import { after, DAY_MS, HOUR_MS } from '#kernel/clock.ts';
import { localTime, nextQuarter, startOfDay } from '#kernel/local_time.ts';

const HOUR_OF_DIGEST = 8;
/** Within a day that is up to 25 hours long. */
const NOON_MS = 12 * HOUR_MS;

export interface DigestWeek {
  /** The Monday that it begins with, as 2026-11-16. */
  week: string;
  from: Date;
  until: Date;
  /** When its digest is due; it lies in the week after it. */
  due_at: Date;
}

/** The newest week whose digest is due at `now`. */
export function dueWeek(now: Date, zone: string): DigestWeek {
  const thisMonday = mondayOf(now, zone);
  const due = eightOn(thisMonday, zone);
  if (due <= now) return weekBefore(thisMonday, due, zone);
  const lastMonday = mondayOf(after(thisMonday, -NOON_MS), zone);
  return weekBefore(lastMonday, eightOn(lastMonday, zone), zone);
}

function weekBefore(until: Date, due_at: Date, zone: string): DigestWeek {
  const from = mondayOf(after(until, -NOON_MS), zone);
  return { week: localTime(from, zone).date, from, until, due_at };
}

function eightOn(monday: Date, zone: string): Date {
  return nextQuarter(monday, zone, ({ hour }) => hour >= HOUR_OF_DIGEST) ?? monday;
}

/** Midnight of the week's Monday; a step back from noon to noon never misses a day. */
function mondayOf(instant: Date, zone: string): Date {
  const { weekday } = localTime(instant, zone);
  const noon = after(startOfDay(instant, zone), NOON_MS);
  return startOfDay(after(noon, -(weekday - 1) * DAY_MS), zone);
}
