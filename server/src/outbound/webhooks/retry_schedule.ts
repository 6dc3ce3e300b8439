// When a webhook that was not accepted is tried again, in real time, and when it is given up.
import { after, DAY_MS, HOUR_MS, MINUTE_MS } from '#kernel/clock.ts';

/** Live: doubling waits for three days (spec 8.8). */
const LIVE_FIRST_WAIT_MS = MINUTE_MS;
const LIVE_LONGEST_WAIT_MS = 12 * HOUR_MS;
const LIVE_LIFE_MS = 3 * DAY_MS;
/** Sandbox: three tries over a few hours. */
const SANDBOX_WAITS_MS: readonly number[] = [5 * MINUTE_MS, 2 * HOUR_MS];
/** Up to this share is added to a wait, so that what failed together does not come back together. */
const SPREAD = 0.1;

export interface FailedTry {
  sandbox: boolean;
  /** Tries of this round that ran to an end, this one included, from 1. A try that was cut off by our own end is not counted. */
  tries: number;
  /** When this round of tries began: the delivery was made, or sent again by hand. */
  begun: Date;
  now: Date;
  /** A number from 0 (inclusive) to 1 (exclusive). */
  chance: number;
}

/** The time of the next try, or null when the delivery has failed for good. */
export function nextTry({ sandbox, tries, begun, now, chance }: FailedTry): Date | null {
  const wait = sandbox ? SANDBOX_WAITS_MS[tries - 1] : liveWait(tries);
  if (wait === undefined) return null;
  const next = after(now, Math.round(wait * (1 + SPREAD * chance)));
  return !sandbox && next.getTime() > begun.getTime() + LIVE_LIFE_MS ? null : next;
}

function liveWait(tries: number): number {
  return Math.min(LIVE_FIRST_WAIT_MS * 2 ** (tries - 1), LIVE_LONGEST_WAIT_MS);
}
