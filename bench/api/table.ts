// Prints what was measured, as ratios to the peers of the same run.
import { availableParallelism, loadavg } from 'node:os';
import type { Measured } from './measure.ts';

export interface Row {
  what: string;
  engine: string;
  receiver: string;
  measured: Measured;
  /** What the ratios of this row are to; undefined where there is nothing to compare. */
  emulate?: Measured;
  pgbench?: Measured;
  /** The same case without a receiver. */
  alone?: Measured;
}

const HEADINGS = [
  'request',
  'on',
  'receiver',
  'requests/s',
  'p50 ms',
  'p99 ms',
  'cpu µs',
  '÷ emulate',
  '÷ pgbench',
  '÷ no receiver',
  'p99 × emulate',
  'cpu × emulate',
];
/** The columns that are words. */
const WORDS = 3;

export function printTable(rows: Row[]): void {
  const lines = [HEADINGS, ...rows.map(cells)];
  const widths = HEADINGS.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const printed = lines.map((line) =>
    line
      .map((cell, column) => (column < WORDS ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  printed.splice(1, 0, widths.map((width) => '-'.repeat(width)).join('  '));
  process.stdout.write(`\n${printed.join('\n')}\n`);
}

function cells({ what, engine, receiver, measured, emulate, pgbench, alone }: Row): string[] {
  return [
    what,
    engine,
    receiver,
    Math.round(measured.per_second).toLocaleString('en'),
    milliseconds(measured.p50),
    milliseconds(measured.p99),
    measured.cpu === null ? '-' : Math.round(measured.cpu).toLocaleString('en'),
    ratio(measured.per_second, emulate?.per_second),
    ratio(measured.per_second, pgbench?.per_second),
    ratio(measured.per_second, alone?.per_second),
    ratio(measured.p99, emulate?.p99),
    ratio(measured.cpu, emulate?.cpu),
  ];
}

function milliseconds(value: number | null): string {
  return value === null ? '-' : value.toFixed(1);
}

function ratio(value: number | null, base: number | null | undefined): string {
  return value === null || !base ? '-' : (value / base).toFixed(2);
}

export function loadAverage(): string {
  return loadavg()[0]?.toFixed(1) ?? '?';
}

/** How far apart two measurements of the same are, in percent of their mean. */
export function apart(before: Measured, after: Measured): number {
  const mean = (before.per_second + after.per_second) / 2;
  return mean === 0 ? 0 : Math.round((100 * Math.abs(before.per_second - after.per_second)) / mean);
}

export function printCircumstances(load_before: string, drift: string): void {
  const cores = availableParallelism();
  process.stdout.write(`
Everything, the load generator included, ran on these ${cores} cores; load average ${load_before} before, ${loadAverage()} after.
The peers were measured before and after and are shown as the mean of both; they moved by: ${drift}.
Absolute figures say more about this machine than about Relink and are not to be quoted; quote the ratios.
`);
}
