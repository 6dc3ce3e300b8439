// A new sign-in that the bank asks for under a consent that lives on: at once, or from a day that it announces.
import type { Store } from '#store/database.ts';
import { announce } from '#store/notifications.ts';
import { personById, timeOf } from '#store/people.ts';

/** What of a consent matters here. */
interface Demanded {
  consent_id: string;
  slug: string;
  client_id: string;
  person_id: string;
  status: string;
  reauthentication: 0 | 1;
}

/** Asks for a new sign-in before anything more is read under a consent, or no longer does. */
export function setReauthentication(store: Store, consent: Demanded, flag: 0 | 1): void {
  store.transact(() => {
    store.run('UPDATE consents SET reauthentication = ? WHERE consent_id = ?', flag, consent.consent_id);
    if (flag) forget(store, consent);
    tell(store, consent);
  });
}

/**
 * Announces that a live consent opens nothing from a moment on, in its person's time, until a newer one takes its place; null takes
 * that back. A moment that has come counts at once.
 * @returns whether it changed anything; a sign-in that is asked for already is left as it is
 */
export function announceSignIn(store: Store, consent: Demanded, from: number | null): boolean {
  if (consent.reauthentication || from === signInFrom(store, consent)) return false;
  store.transact(() => {
    forget(store, consent);
    if (from !== null) {
      store.run('INSERT INTO sign_in_demands (consent_id, required_from) VALUES (?, ?)', consent.consent_id, from);
    }
    tell(store, consent);
    comeDue(store, consent);
  });
  return true;
}

/** The announced moment, or null: none was announced, or it is over. */
export function signInFrom(store: Store, { consent_id, status }: Demanded): number | null {
  if (status !== 'ACTIVE') return null;
  const sql = 'SELECT required_from FROM sign_in_demands WHERE consent_id = ?';
  return store.get<{ required_from: number }>(sql, consent_id)?.required_from ?? null;
}

/** Writes down that an announced moment has come; whether it has just now. */
export function comeDue(store: Store, consent: Demanded): boolean {
  const from = signInFrom(store, consent);
  if (from === null || from > timeOf(personById(store, consent.person_id))) return false;
  setReauthentication(store, consent, 1);
  return true;
}

function forget(store: Store, { consent_id }: Demanded): void {
  store.run('DELETE FROM sign_in_demands WHERE consent_id = ?', consent_id);
}

function tell(store: Store, consent: Demanded): void {
  const time = timeOf(personById(store, consent.person_id));
  store.run('UPDATE consents SET updated = ? WHERE consent_id = ?', time, consent.consent_id);
  announce(store, consent, { type: 'CONSENT_UPDATED', initiator: 'DATA_PROVIDER' });
}
