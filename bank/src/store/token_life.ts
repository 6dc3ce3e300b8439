// When the tokens of a consent were last issued: a refresh token that nobody uses for long enough is dead.
import type { Consent } from '#store/consents.ts';
import type { Store } from '#store/database.ts';
import { institutionOfPerson, personById, timeOf } from '#store/people.ts';

const DAY_MS = 86_400_000;

/** Notes that the client gets tokens now, in the person's time. */
export function noteIssue(store: Store, consent: Consent): void {
  store.run(
    `INSERT INTO token_issues (consent_id, issued) VALUES (?, ?)
     ON CONFLICT (consent_id) DO UPDATE SET issued = excluded.issued`,
    consent.consent_id,
    timeOf(personById(store, consent.person_id)),
  );
}

/** Whether a consent's refresh token has been idle for too long. The consent itself lives on. */
export function isIdle(store: Store, consent: Consent): boolean {
  const end = idleEnd(store, consent);
  return end !== null && timeOf(personById(store, consent.person_id)) >= end;
}

function idleEnd(store: Store, consent: Consent): number | null {
  const { idle_days } = institutionOfPerson(personById(store, consent.person_id)).refresh_tokens;
  const sql = 'SELECT issued FROM token_issues WHERE consent_id = ?';
  const row = store.get<{ issued: number }>(sql, consent.consent_id);
  return idle_days === null || row === undefined ? null : row.issued + idle_days * DAY_MS;
}

/** Seconds that a refresh token issued now lives at most: until it is idle, and never longer than its consent. Null: endless. */
export function refreshLife(store: Store, consent: Consent): number | null {
  const ends = [idleEnd(store, consent), consent.ends_at].filter((end) => end !== null);
  if (ends.length === 0) return null;
  const left = Math.min(...ends) - timeOf(personById(store, consent.person_id));
  return Math.max(0, Math.floor(left / 1_000));
}
