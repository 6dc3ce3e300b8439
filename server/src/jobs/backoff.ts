// How long a failed job waits before its next try.
import { MINUTE_MS, SECOND_MS } from '#kernel/clock.ts';

export const ATTEMPTS_MAX = 8;
const FIRST_WAIT_MS = 2 * SECOND_MS;
const WAIT_MS_MAX = 10 * MINUTE_MS;

/** Milliseconds until the next try after `attempts` failed ones, or null when it is time to give up. */
export function waitAfter(attempts: number): number | null {
  if (attempts >= ATTEMPTS_MAX) return null;
  return Math.min(FIRST_WAIT_MS * 2 ** (attempts - 1), WAIT_MS_MAX);
}
