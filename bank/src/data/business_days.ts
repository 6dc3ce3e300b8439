// The days on which banks in the United States book: no weekends, no holidays of the Federal Reserve. Days are counted in UTC.

const DAY_MS = 86_400_000;
/** A booking day closes at this hour of the UTC day. */
const BATCH_HOUR_MS = 9 * 3_600_000;
/** More years than one reader's history can touch; a clock that is moved about empties it. */
const MAX_KNOWN_YEARS = 50;
const [SUNDAY, MONDAY, THURSDAY, SATURDAY] = [0, 1, 4, 6] as const;

interface Year {
  /** Its first day and the first of the next. */
  first: number;
  end: number;
  holidays: ReadonlySet<number>;
}

const known = new Map<number, Year>();
// Histories ask day after day, so the year asked last is nearly always the one.
let recent: Year = yearOf(2026);

/** The number of the UTC day that a moment falls on, counted from 1970. */
export function dayOf(at: number): number {
  return Math.floor(at / DAY_MS);
}

export function isHoliday(day: number): boolean {
  if (day < recent.first || day >= recent.end) recent = yearOf(new Date(day * DAY_MS).getUTCFullYear());
  return recent.holidays.has(day);
}

/** When something of this moment is booked that takes so many business days: at the close of the last of them. */
export function bookedAfter(at: number, businessDays: number): number {
  let day = dayOf(at);
  for (let left = businessDays; left > 0; ) {
    day += 1;
    if (isBusinessDay(day)) left -= 1;
  }
  return day * DAY_MS + BATCH_HOUR_MS;
}

function isBusinessDay(day: number): boolean {
  const weekday = weekdayOf(day);
  return weekday !== SUNDAY && weekday !== SATURDAY && !isHoliday(day);
}

/** 0 is Sunday; the first of January 1970 was a Thursday. */
function weekdayOf(day: number): number {
  return (((day + THURSDAY) % 7) + 7) % 7;
}

function yearOf(year: number): Year {
  const found = known.get(year);
  if (found) return found;
  if (known.size >= MAX_KNOWN_YEARS) known.clear();
  const made = {
    first: dayOf(Date.UTC(year, 0, 1)),
    end: dayOf(Date.UTC(year + 1, 0, 1)),
    holidays: new Set([
      ...[fixed(year, 1, 1), fixed(year, 6, 19), fixed(year, 7, 4), fixed(year, 11, 11), fixed(year, 12, 25)],
      nth(year, 1, MONDAY, 3),
      nth(year, 2, MONDAY, 3),
      last(year, 5, MONDAY),
      nth(year, 9, MONDAY, 1),
      nth(year, 10, MONDAY, 2),
      nth(year, 11, THURSDAY, 4),
    ]),
  };
  known.set(year, made);
  return made;
}

/** One that falls on a Sunday is kept on the Monday after it. */
function fixed(year: number, month: number, date: number): number {
  const day = dayOf(Date.UTC(year, month - 1, date));
  return weekdayOf(day) === SUNDAY ? day + 1 : day;
}

function nth(year: number, month: number, weekday: number, count: number): number {
  const first = dayOf(Date.UTC(year, month - 1, 1));
  return first + ((weekday - weekdayOf(first) + 7) % 7) + (count - 1) * 7;
}

function last(year: number, month: number, weekday: number): number {
  const end = dayOf(Date.UTC(year, month, 0));
  return end - ((weekdayOf(end) - weekday + 7) % 7);
}
