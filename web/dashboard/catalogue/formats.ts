// Numbers and times as the viewer's locale and zone write them. Times are unix seconds.
import { useMemo } from 'react';
import type { Count } from '../../../server/src/wire/dashboard_objects.ts';
import { useLocale } from './words.ts';

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

export interface Formats {
  number(value: number): string;
  /** `10,000+` where the server stopped counting. */
  count(count: Count): string;
  percent(share: number): string;
  /** In the currency's smallest unit. */
  money(amount: number, currency: string): string;
  day(at: number): string;
  /** Day and time to the second, in the viewer's zone. */
  exact(at: number): string;
  time(at: number): string;
  /** “3 days ago”, “in 5 minutes”; short: “3d ago”. */
  relative(at: number, now: number, short?: boolean): string;
  /** “A, B and C” */
  list(items: string[]): string;
}

export function useFormats(): Formats {
  const { tag } = useLocale();
  return useMemo(() => createFormats(tag), [tag]);
}

/** German's narrow style is one letter, “vor 2 m”, which nobody reads as minutes. */
function narrowStyle(tag: string): 'narrow' | 'short' {
  return tag.startsWith('de') ? 'short' : 'narrow';
}

export function createFormats(tag: string): Formats {
  const numbers = new Intl.NumberFormat(tag);
  const percents = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 1 });
  const days = new Intl.DateTimeFormat(tag, { dateStyle: 'medium' });
  const exact = new Intl.DateTimeFormat(tag, { dateStyle: 'full', timeStyle: 'long' });
  const times = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' });
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
  const narrow = new Intl.RelativeTimeFormat(tag, { numeric: 'auto', style: narrowStyle(tag) });
  const lists = new Intl.ListFormat(tag, { type: 'conjunction' });
  return {
    number: (value) => numbers.format(value),
    count: ({ value, capped }) => (capped ? `${numbers.format(value)}+` : numbers.format(value)),
    percent: (share) => percents.format(share),
    money: (amount, currency) => {
      const format = new Intl.NumberFormat(tag, { style: 'currency', currency });
      return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 0));
    },
    day: (at) => days.format(at * 1000),
    exact: (at) => exact.format(at * 1000),
    time: (at) => times.format(at * 1000),
    relative: (at, now, short = false) => {
      const format = short ? narrow : relative;
      const seconds = at - now;
      const [unit, size] = UNITS.find(([, each]) => Math.abs(seconds) >= each) ?? ['second', 1];
      // Below a minute the second does not matter, and a number that changes all the time would draw the eye.
      return unit === 'second' ? format.format(0, 'second') : format.format(Math.trunc(seconds / size), unit);
    },
    list: (items) => lists.format(items),
  };
}
