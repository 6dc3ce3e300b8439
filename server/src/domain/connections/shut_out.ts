// A link that its bank keeps out until somebody there lets it in again: looked at more often, and whenever somebody asks for it.
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { timeAhead } from '#domain/customers/test_clock.ts';
import { after, HOUR_MS, MINUTE_MS } from '#kernel/clock.ts';
import { scheduleCheck, spread } from './schedule.ts';

/** From one look to the next. Whoever asks a bank more often for a customer who is locked out may keep him locked out. */
const WAIT_MS = HOUR_MS;
/** From a look to one that somebody asks for, in real time: whoever has a customer's page may press its button all day. */
const ASKED_PAUSE_MS = MINUTE_MS;

type Link = Row<'authorizations'>;

/**
 * Whether no relink helps, and the bank may all the same let the link in again by itself: the customer unlocks his access there, the
 * bank ends our suspension. A grant that has ended stays ended.
 */
export function isShutOut({ status, inactive_action, died_version, credential_version }: Link): boolean {
  return status === 'inactive' && inactive_action === 'none' && died_version !== credential_version;
}

/** Whether an account is inactive because its link is shut out. */
export function fellShutOut({ status, inactive_cause }: Row<'accounts'>, link: Link): boolean {
  return isShutOut(link) && status === 'inactive' && inactive_cause === link.inactive_cause;
}

/** Plans the next look at a customer who is locked out. `now`: his time. */
export async function lookWhileLocked(context: Context, link: Link, now: Date): Promise<void> {
  const from = await timeAhead(context.trx, link.test_clock, now);
  await scheduleCheck(context, link, 'soon', spread(context, link.test_clock, from, WAIT_MS));
}

/** Has the bank looked at at once, because somebody asks for the link. `now`: the customer's time. Returns the job. */
export async function lookBecauseAsked(context: Context, link: Link, now: Date): Promise<number> {
  const pause = link.checked_at === null ? now : after(link.checked_at, ASKED_PAUSE_MS);
  const due = link.test_clock === null && pause > now ? pause : now;
  return await scheduleCheck(context, link, 'soon', due);
}
