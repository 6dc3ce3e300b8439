// When a merchant's policy writes to a customer by itself: the rule. Pure: what is known of an account in, the next step out.
import type { Row } from '#database/schema.ts';
import { after, DAY_MS } from '#kernel/clock.ts';
import { isTimeZone, localTime, nextDay, nextQuarter } from '#kernel/local_time.ts';

export type PolicySettings = Omit<Row<'relink_policies'>, 'merchant' | 'livemode' | 'updated'>;

/** Days before an end on which a policy may remind. */
export const REMINDER_DAYS: readonly number[] = [30, 7, 1];
export const DAILY_CAP_MAX = 100_000;

/** What a merchant who has never set one starts from. */
export const DEFAULT_POLICY: PolicySettings = {
  enabled: false,
  when_relinkable: true,
  days_before: [...REMINDER_DAYS],
  quiet_from: 20,
  quiet_until: 8,
  time_zone: 'UTC',
  daily_cap: 500,
};

/** The first setting that cannot be, or null. */
export function policyProblem(policy: PolicySettings): keyof PolicySettings | null {
  const hour = (value: number) => Number.isInteger(value) && value >= 0 && value <= 23;
  const days = policy.days_before;
  if (days.some((day) => !REMINDER_DAYS.includes(day)) || new Set(days).size !== days.length) return 'days_before';
  if (!hour(policy.quiet_from)) return 'quiet_from';
  if (!hour(policy.quiet_until)) return 'quiet_until';
  if (!isTimeZone(policy.time_zone)) return 'time_zone';
  const cap = policy.daily_cap;
  return Number.isInteger(cap) && cap >= 1 && cap <= DAILY_CAP_MAX ? null : 'daily_cap';
}

/** An account as a policy sees it. */
export interface Watched {
  /** Inactive and repairable, or with a dead number. */
  broken: boolean;
  /** The earlier of the announced end of its link and the end of its number; null: nothing is announced. */
  ends_at: Date | null;
}

/** What has been done about it so far. */
export type Marks = Omit<Row<'relink_policy_marks'>, 'account'>;

export const NO_MARKS: Marks = { broken_asked: false, ends_at: null, known_at: null, reminded: null, failed: 0 };

/** Why the customer is written to: what he needs is broken, or so many days are left. */
export type Occasion = 'broken' | number;

export interface Step {
  /** Due now; null: nothing is. */
  occasion: Occasion | null;
  /** To remember before it is done, and once it is. */
  seen: Marks;
  done: Marks;
  /** When to look again unless something happens before. */
  next_at: Date | null;
}

/**
 * One mail when it breaks. Ahead of an end one at each of the chosen days, of those that lie after the end became known: who
 * has just linked is not written to. Of several that have passed the latest counts.
 */
export function nextStep(policy: PolicySettings, watched: Watched, marks: Marks, now: Date): Step {
  if (watched.broken) {
    // With an end in its marks it worked until now: failures from before are not about this break.
    const failed = marks.ends_at === null ? marks.failed : 0;
    const seen = { ...NO_MARKS, broken_asked: marks.broken_asked, failed };
    const due = policy.when_relinkable && !marks.broken_asked;
    return { occasion: due ? 'broken' : null, seen, done: { ...seen, broken_asked: true }, next_at: null };
  }
  const { ends_at } = watched;
  if (ends_at === null || ends_at <= now) return { occasion: null, seen: NO_MARKS, done: NO_MARKS, next_at: null };
  const same = marks.ends_at?.getTime() === ends_at.getTime();
  const known_at = (same ? marks.known_at : null) ?? now;
  const reminded = same ? marks.reminded : null;
  const seen = { broken_asked: false, ends_at, known_at, reminded, failed: same ? marks.failed : 0 };
  const ahead = reminders(policy, ends_at).filter(({ at, days }) => at > known_at && days < (reminded ?? Infinity));
  const due = ahead.findLast(({ at }) => at <= now);
  const next_at = ahead.find(({ at }) => at > now)?.at ?? null;
  return { occasion: due?.days ?? null, seen, done: due ? { ...seen, reminded: due.days } : seen, next_at };
}

/** Earliest first. */
function reminders(policy: PolicySettings, end: Date): { days: number; at: Date }[] {
  const days = [...policy.days_before].sort((one, other) => other - one);
  return days.map((day) => ({ days: day, at: after(end, -day * DAY_MS) }));
}

/** Null: a mail may be sent now. Otherwise when to try again: after the quiet hours, or on the next day. */
export function heldUntil(policy: PolicySettings, now: Date, sentToday: number): Date | null {
  const { time_zone } = policy;
  const loud = ({ hour }: { hour: number }) => !isQuiet(policy, hour);
  if (!loud(localTime(now, time_zone))) return nextQuarter(now, time_zone, loud) ?? after(now, DAY_MS);
  if (sentToday < policy.daily_cap) return null;
  const tomorrow = nextDay(now, time_zone);
  return nextQuarter(tomorrow, time_zone, loud) ?? tomorrow;
}

function isQuiet({ quiet_from, quiet_until }: PolicySettings, hour: number): boolean {
  if (quiet_from <= quiet_until) return hour >= quiet_from && hour < quiet_until;
  return hour >= quiet_from || hour < quiet_until;
}
