// Times as a clock on a wall in some time zone shows them. Steps are quarters of an hour: every zone's offset is a multiple of one.
import { after, MINUTE_MS } from './clock.ts';

const STEP_MS = 15 * MINUTE_MS;
/** Two days and two hours: past every end of a day and every hour of the next one, also where clocks are put forward. */
const STEPS_MAX = 200;

export interface LocalTime {
  /** As 2026-11-20. */
  date: string;
  hour: number;
  /** 1 is Monday, 7 is Sunday. */
  weekday: number;
}

/** A region and a place, or UTC: names that databases of zones agree on. */
export function isTimeZone(name: string): boolean {
  if (name.length > 64 || !/^(UTC|[A-Z][A-Za-z]+(\/[A-Za-z0-9_+-]+){1,2})$/.test(name)) return false;
  try {
    return formatter(name) !== null;
  } catch {
    return false;
  }
}

const formatters = new Map<string, Intl.DateTimeFormat>();
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Making one costs a hundred times as much as using it; there are some 600 zones. */
function formatter(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    weekday: 'short',
  });
  formatters.set(zone, made);
  return made;
}

export function localTime(instant: Date, zone: string): LocalTime {
  const parts = Object.fromEntries(
    formatter(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
  return {
    date: `${parts.year}-${parts.month}-${parts.day}`,
    hour: Number(parts.hour),
    weekday: WEEKDAYS.indexOf(parts.weekday ?? '') + 1,
  };
}

/** The first quarter of an hour from `instant` on that fits; null where none does within two days. */
export function nextQuarter(instant: Date, zone: string, fits: (local: LocalTime) => boolean): Date | null {
  let at = new Date(Math.ceil(instant.getTime() / STEP_MS) * STEP_MS);
  for (let step = 0; step < STEPS_MAX; step += 1) {
    if (fits(localTime(at, zone))) return at;
    at = after(at, STEP_MS);
  }
  return null;
}

/** When the local day began that `instant` is in. */
export function startOfDay(instant: Date, zone: string): Date {
  const { date } = localTime(instant, zone);
  let at = new Date(Math.floor(instant.getTime() / STEP_MS) * STEP_MS);
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const before = after(at, -STEP_MS);
    if (localTime(before, zone).date !== date) return at;
    at = before;
  }
  return at;
}

/** When the local day after that of `instant` begins. */
export function nextDay(instant: Date, zone: string): Date {
  const { date } = localTime(instant, zone);
  return nextQuarter(instant, zone, (local) => local.date !== date) ?? after(instant, STEPS_MAX * STEP_MS);
}
