// How long before an end its notice begins: warnings, requests, policies, lists, counts and digests all go by this one rule.
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { after, DAY_MS, HOUR_MS } from '#kernel/clock.ts';

export const NOTICE_MS = 30 * DAY_MS;

/**
 * Whether an end is at most 30 days away at an instant of the customer's time, inclusively. One that has passed and has not been
 * looked at yet counts as well. Rulings, "Hosted sessions".
 */
export function isWithinNotice(end: Date | null, now: Date): boolean {
  return end !== null && end <= after(now, NOTICE_MS);
}

/** The same rule in SQL; null where no end is known. */
export function withinNotice(end: RawBuilder<unknown>, now: RawBuilder<unknown>): RawBuilder<SqlBool> {
  return sql<SqlBool>`${end} <= ${now} + interval ${sql.lit(`${NOTICE_MS / HOUR_MS} hours`)}`;
}
