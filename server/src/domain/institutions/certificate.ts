// How near the end of our own certificate for a bank is: told thirty, fourteen and seven days ahead.
import { DAY_MS } from '#kernel/clock.ts';

const NOTICES_DAYS = [7, 14, 30] as const;

export type Notice = (typeof NOTICES_DAYS)[number];

/** The notice that is due `at` that moment; null: the end is far. A certificate that has run out stays at the last one. */
export function noticeOf(end: Date, at: Date): Notice | null {
  const days = (end.getTime() - at.getTime()) / DAY_MS;
  return NOTICES_DAYS.find((notice) => days <= notice) ?? null;
}
