// Calendar days as the server names them, `2026-11-20`, for charts and tables. Pure.
import type { Pillar } from './bars.tsx';

/** Noon of that day in the viewer's zone, in unix seconds: its date is the same everywhere we write it. */
export function dayOf(date: string): number {
  return new Date(`${date}T12:00:00`).getTime() / 1000;
}

/** The first and the last one get their names below the chart; more would run into each other on a phone. */
export function ticked(pillars: Omit<Pillar, 'tick'>[]): Pillar[] {
  return pillars.map((pillar, index) => ({
    ...pillar,
    tick: index === 0 || index === pillars.length - 1 ? pillar.name : null,
  }));
}
