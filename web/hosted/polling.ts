// When the flow asks the server again by itself.
import type { Pane } from './flow_types.ts';

/** Between two polls while the customer is at the bank, in milliseconds. */
export const POLL_MS = 1000;
/** Between two polls while we ourselves are at work: that takes a second or two, and the customer watches. */
export const PROGRESS_POLL_MS = 400;
/** The longest pause after failed polls, in milliseconds. */
export const POLL_SLOW_MS = 8000;
/** Polls in a row before the page waits for the customer to do something: an hour at the bank. */
export const POLL_LIMIT = 3600;
/** After this long a wait is called long, in milliseconds. */
export const LATE_MS = 8000;

/** Returns the pause before the next poll in milliseconds, or null if this pane does not change by itself. */
export function pollDelay(pane: Pane, polls: number, failures: number): number | null {
  const waits = pane.type === 'progress' || (pane.type === 'bank' && pane.state === 'open');
  if (!waits || polls >= POLL_LIMIT) return null;
  const usual = pane.type === 'progress' ? PROGRESS_POLL_MS : POLL_MS;
  return Math.min(usual * 2 ** Math.min(failures, 10), POLL_SLOW_MS);
}
