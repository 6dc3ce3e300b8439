// When the flow asks the server again by itself.
import type { Pane } from './flow_types.ts';

/** Between two polls while a bank's answer is awaited, in milliseconds. */
export const POLL_MS = 1000;
/** The longest pause after failed polls, in milliseconds. */
export const POLL_SLOW_MS = 8000;
/** Polls in a row before the page waits for the customer to do something: an hour at full speed. */
export const POLL_LIMIT = 3600;
/** After this long a wait is called long, in milliseconds. */
export const LATE_MS = 8000;

/** Returns the pause before the next poll in milliseconds, or null if this pane does not change by itself. */
export function pollDelay(pane: Pane, polls: number, failures: number): number | null {
  const waits = pane.type === 'progress' || (pane.type === 'bank' && pane.state === 'open');
  if (!waits || polls >= POLL_LIMIT) return null;
  return Math.min(POLL_MS * 2 ** Math.min(failures, 10), POLL_SLOW_MS);
}
