// The live consents of a bank, and what leaves one that lives on: an account, or a kind of data.
import { type Consent, consentById } from '#store/consents.ts';
import type { Store } from '#store/database.ts';
import { announce } from '#store/notifications.ts';
import { personById, timeOf } from '#store/people.ts';

/** The live consents of a bank, or of those of its people who are named. */
export function liveConsentsOf(store: Store, slug: string, users: readonly string[] | null): Consent[] {
  const rows = store.all<{ consent_id: string; user: string }>(
    `SELECT consent_id, user FROM consents JOIN people USING (person_id)
     WHERE consents.slug = ? AND status = 'ACTIVE' ORDER BY consents.rowid`,
    slug,
  );
  return rows
    .filter(({ user }) => users === null || users.includes(user))
    .map(({ consent_id }) => consentById(store, consent_id)!)
    .filter((consent) => consent.status === 'ACTIVE');
}

/** Takes an account out of a consent, as the customer's word.  */
export function stopSharing(store: Store, consent: Consent, account_id: string): void {
  store.transact(() => {
    const sql = 'UPDATE consent_accounts SET stopped = 1 WHERE consent_id = ? AND account_id = ?';
    store.run(sql, consent.consent_id, account_id);
    touch(store, consent);
    announce(store, consent, { type: 'CONSENT_UPDATED', initiator: 'INDIVIDUAL' });
  });
}

/** Takes one kind of data out of a consent, as the customer's word. */
export function withdrawData(store: Store, consent: Consent, scope: string): void {
  store.transact(() => {
    const left = consent.scope.split(' ').filter((name) => name !== scope);
    store.run('UPDATE consents SET scope = ? WHERE consent_id = ?', left.join(' '), consent.consent_id);
    touch(store, consent);
    announce(store, consent, { type: 'CONSENT_UPDATED', initiator: 'INDIVIDUAL' });
  });
}

function touch(store: Store, consent: Consent): void {
  const time = timeOf(personById(store, consent.person_id));
  store.run('UPDATE consents SET updated = ? WHERE consent_id = ?', time, consent.consent_id);
}
