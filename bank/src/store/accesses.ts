// When a recipient last read a customer's data under a consent: what the customer is shown of it.
import type { Consent } from '#store/consents.ts';
import type { Store } from '#store/database.ts';
import { personById, timeOf } from '#store/people.ts';

/** How fine the clock of accesses is: reads of one link come in bursts, and a write for each would be waste. */
const GRAIN_MS = 60_000;

/** Notes an access in the person's time. */
export function noteAccess(store: Store, { consent_id, person_id }: Consent): void {
  const at = timeOf(personById(store, person_id));
  const last = lastAccess(store, consent_id);
  if (last !== null && Math.abs(at - last) < GRAIN_MS) return;
  store.run(
    'INSERT INTO consent_accesses (consent_id, at) VALUES (?, ?) ON CONFLICT (consent_id) DO UPDATE SET at = excluded.at',
    consent_id,
    at,
  );
}

/** Milliseconds in the person's time, or null where nothing was read yet. */
export function lastAccess(store: Store, consent_id: string): number | null {
  const sql = 'SELECT at FROM consent_accesses WHERE consent_id = ?';
  return store.get<{ at: number }>(sql, consent_id)?.at ?? null;
}
