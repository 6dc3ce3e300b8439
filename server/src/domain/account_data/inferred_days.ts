// Balances at the ends of past days, worked out backwards from a balance of today and what was booked since. Pure.
import { DAY_MS } from '#kernel/clock.ts';

/** Days are counted from 1970 in UTC. */
export function dayOf(instant: Date): number {
  return Math.floor(instant.getTime() / DAY_MS);
}

/** 23:59:59 UTC. Rule: spec 1.6. */
export function endOfDay(day: number): Date {
  return new Date((day + 1) * DAY_MS - 1000);
}

export interface Booked {
  /** What the account holds after everything in `sums`. */
  current: number;
  /** By day, the amounts that were posted on it. */
  sums: ReadonlyMap<number, number>;
  /** The first and the last day to tell of. */
  first: number;
  last: number;
  /** What was told of a day before `first`, if anything was. */
  earlier: number | null;
}

export interface InferredDay {
  day: number;
  current: number;
}

/** The days on which the balance changed, oldest first. A day that is left out ended as the one before it. */
export function inferDays({ current, sums, first, last, earlier }: Booked): InferredDay[] {
  let balance = current;
  for (const [day, sum] of sums) if (day > last) balance -= sum;
  const days: InferredDay[] = [];
  for (let day = last; day >= first; day -= 1) {
    days.push({ day, current: balance });
    balance -= sums.get(day) ?? 0;
  }
  let known = earlier;
  return days.reverse().filter((each) => {
    const changed = each.current !== known;
    known = each.current;
    return changed;
  });
}
