// How far back a consent lets a client read, where the client asked for less than everything.
import type { Store } from '#store/database.ts';

const DAY_MS = 86_400_000;

/** Writes down how many days before each request a consent opens. */
export function limitLookback(store: Store, consent_id: string, days: number): void {
  store.run('INSERT INTO consent_lookbacks (consent_id, days) VALUES (?, ?)', consent_id, days);
}

/** The days a consent looks back, or null where it sees everything. */
export function lookbackOf(store: Store, consent_id: string): number | null {
  const sql = 'SELECT days FROM consent_lookbacks WHERE consent_id = ?';
  return store.get<{ days: number }>(sql, consent_id)?.days ?? null;
}

/** The earliest moment a consent shows to a request made at `at`, in milliseconds of the person's time. */
export function visibleFrom(store: Store, consent_id: string, at: number): number {
  const days = lookbackOf(store, consent_id);
  return days === null ? Number.NEGATIVE_INFINITY : at - days * DAY_MS;
}
