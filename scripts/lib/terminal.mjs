// What the commands say at the terminal: one line per step, alive while it runs, with its time when it is done.

const TICK_MS = 1_000;
const PLAIN_TICK_MS = 10_000;

/** One line of output. */
export function say(line = '') {
  process.stdout.write(`${line}\n`);
}

/** An expected failure: its message is shown as it is, without a stack. */
export class Stop extends Error {}

/**
 * Runs `work` under a title. A terminal sees the seconds count; a log gets a sign of life after a second and then every ten, and
 * the time at the end. Errors pass through after the line is closed.
 */
export async function step(title, work) {
  const began = performance.now();
  const seconds = () => `${((performance.now() - began) / 1000).toFixed(1)} s`;
  const live = process.stdout.isTTY === true;
  const show = live
    ? () => process.stdout.write(`\r\x1b[K  ${title} … ${Math.round((performance.now() - began) / 1000)} s`)
    : () => say(`  ${title} … ${seconds()}`);
  if (live) show();
  const first = setTimeout(show, TICK_MS);
  const timer = setInterval(show, live ? TICK_MS : PLAIN_TICK_MS);
  const close = (mark) => {
    clearTimeout(first);
    clearInterval(timer);
    process.stdout.write(`${live ? '\r\x1b[K' : ''}${mark} ${title} (${seconds()})\n`);
  };
  try {
    const result = await work();
    close('✔');
    return result;
  } catch (error) {
    close('✖');
    throw error;
  }
}

/** Prints why a command cannot go on: one line for what we expected to happen, the stack for what we did not. */
export function complain(error) {
  process.stderr.write(`\n${error instanceof Stop ? `✖ ${error.message}` : (error?.stack ?? error)}\n`);
}
