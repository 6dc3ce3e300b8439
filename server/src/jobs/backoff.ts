// How long a failed job waits before its next try, and when it is time to give up.
import { MINUTE_MS, SECOND_MS } from '#kernel/clock.ts';

/** Work of the platform's own is tried for days: a bank that is down over a weekend must not make us forget a revocation. */
export const ATTEMPTS_MAX = 500;
/** Work that somebody waits for is tried a few times; after that he hears of it. */
export const ATTEMPTS_MAX_AWAITED = 3;
const FIRST_WAIT_MS = 2 * SECOND_MS;
const WAIT_MS_MAX = 10 * MINUTE_MS;
const DOUBLINGS_MAX = 20;

/** Milliseconds until the next try after `attempts` failed ones. */
export function waitAfter(attempts: number): number {
  return Math.min(FIRST_WAIT_MS * 2 ** Math.min(attempts - 1, DOUBLINGS_MAX), WAIT_MS_MAX);
}
