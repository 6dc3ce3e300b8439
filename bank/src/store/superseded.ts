// Consents that ended because the same person allowed the same client something newer, and by which consent.
import { accountsOfConsent, type Consent, consentsOf, endConsent } from '#store/consents.ts';
import type { Store } from '#store/database.ts';
import { institutionOfPerson, type Person } from '#store/people.ts';

/**
 * Ends the client's earlier consents of this person where the bank keeps one per customer. A consent about the very same
 * accounts lives on beside the new one. Whoever calls holds a transaction, in which `newest` was granted.
 */
export function supersedeEarlier(store: Store, person: Person, newest: Consent): void {
  if (institutionOfPerson(person).grants !== 'one_per_customer') return;
  const accounts = accountsIn(store, newest.consent_id);
  for (const consent of consentsOf(store, person.person_id)) {
    const other = consent.client_id === newest.client_id && consent.consent_id !== newest.consent_id;
    if (!other || consent.status !== 'ACTIVE') continue;
    if (accountsIn(store, consent.consent_id) === accounts) continue;
    store.run(
      'INSERT INTO superseded_consents (consent_id, superseded_by) VALUES (?, ?)',
      consent.consent_id,
      newest.consent_id,
    );
    endConsent(store, consent, { status: 'REVOKED', reason: 'BUSINESS_RULE', initiator: 'DATA_PROVIDER' });
  }
}

/** The accounts that a consent still lists, as one text that is the same for the same ones. */
function accountsIn(store: Store, consent_id: string): string {
  const listed = accountsOfConsent(store, consent_id).filter(({ stopped }) => !stopped);
  return listed
    .map(({ account_id }) => account_id)
    .toSorted()
    .join();
}

/** The consent that took this one's place, or null. */
export function supersededBy(store: Store, consent_id: string): string | null {
  const sql = 'SELECT superseded_by FROM superseded_consents WHERE consent_id = ?';
  return store.get<{ superseded_by: string }>(sql, consent_id)?.superseded_by ?? null;
}
