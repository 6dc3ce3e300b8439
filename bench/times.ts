// Times of one reader that asks the same again and again, and how they are shown.
const WARM_UP = 5;
/** Of each case; what ends it first. */
const TIMES_MAX = 200;
const MEASURE_MS = 4_000;

export interface Times {
  /** What it takes when nothing else is in the way. */
  best: number;
  p50: number;
  p99: number;
}

/** Milliseconds of `ask`, one call after the other. */
export async function measure(ask: () => Promise<unknown>): Promise<Times> {
  for (let time = 0; time < WARM_UP; time += 1) await ask();
  const times: number[] = [];
  const end = performance.now() + MEASURE_MS;
  while (times.length < TIMES_MAX && (performance.now() < end || times.length === 0)) {
    const begun = performance.now();
    await ask();
    times.push(performance.now() - begun);
  }
  times.sort((one, other) => one - other);
  const at = (part: number) => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;
  return { best: at(0), p50: at(0.5), p99: at(0.99) };
}

/** The columns of a page beside the bare statement that finds its rows, as `HEAD` names them. */
export function figures(page: Times, bare: Times): string[] {
  const ratio = (page.best / bare.best).toFixed(1);
  return [page.p50.toFixed(1), page.p99.toFixed(1), page.best.toFixed(1), bare.best.toFixed(2), ratio];
}

export const HEAD = ['page p50 ms', 'page p99 ms', 'page best ms', 'bare best ms', 'page ÷ bare'];

/** The first line is the head; the first column is text, the others are figures. */
export function table(lines: string[][]): string {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const texts = lines.map((line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
  texts.splice(1, 0, widths.map((width) => '-'.repeat(width)).join('  '));
  return texts.join('\n');
}
