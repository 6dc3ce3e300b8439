// An app at a form bank: the session in which it reads, and the token with which it signs in again when that is over.
import { createHash, randomBytes } from 'node:crypto';
import { type Consent, consentById } from '#store/consents.ts';
import type { Store } from '#store/database.ts';
import { type Access, accessOf, dutyOf, noteWrongPassword } from '#store/online_access.ts';
import { personById, timeOf } from '#store/people.ts';

/** How long an app stays signed in, in real time and in the person's. */
export const SESSION_MS = 900_000;
const PURGE_PER_WRITE = 20;

/**
 * Why an app is not let in without its customer, in the codes that aggregators know: 103 the password is another one by now; 108
 * terms to accept; 109 a profile to look through; 185 a code is wanted; 187 the code that was given is no longer good; 423 he is
 * locked out; 931 a code is wanted each time.
 */
export type Refusal = '103' | '108' | '109' | '185' | '187' | '423' | '931';

/** A row of `form_keys`, with the person whose it is. */
interface Key {
  consent_id: string;
  password_changes: number;
  /** Null: no code was given as it was made. */
  device_changes: number | null;
}

/** The hash under which a token is kept. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Gives an app what it signs in again with. `code`: a one-time code was given in this sign-in. */
export function giveKey(store: Store, { consent_id, person_id }: Consent, code: boolean): string {
  const { password_changes, device_changes } = accessOf(store, person_id);
  const refresh_token = newToken();
  store.run(
    'INSERT INTO form_keys (token_hash, consent_id, password_changes, device_changes) VALUES (?, ?, ?, ?)',
    hashToken(refresh_token),
    consent_id,
    password_changes,
    code ? device_changes : null,
  );
  return refresh_token;
}

/** Opens a session in which an app reads under this consent. */
export function openAppSession(store: Store, { consent_id, person_id }: Consent): string {
  const access_token = newToken();
  const now = Date.now();
  store.run(
    `DELETE FROM form_sessions WHERE token_hash IN
       (SELECT token_hash FROM form_sessions WHERE ends_at_real < ? ORDER BY ends_at_real LIMIT ?)`,
    now,
    PURGE_PER_WRITE,
  );
  store.run(
    'INSERT INTO form_sessions (token_hash, consent_id, ends_at, ends_at_real) VALUES (?, ?, ?, ?)',
    hashToken(access_token),
    consent_id,
    timeOf(personById(store, person_id)) + SESSION_MS,
    now + SESSION_MS,
  );
  return access_token;
}

/** The consent that an open session reads under, or undefined. */
export function consentOfSession(store: Store, access_token: string): string | undefined {
  const row = store.get<{ consent_id: string; person_id: string; ends_at: number }>(
    `SELECT consent_id, person_id, form_sessions.ends_at FROM form_sessions JOIN consents USING (consent_id)
     WHERE token_hash = ? AND ends_at_real > ?`,
    hashToken(access_token),
    Date.now(),
  );
  return row && row.ends_at > timeOf(personById(store, row.person_id)) ? row.consent_id : undefined;
}

/**
 * An app signs in again, without its customer. A password that is another one by now counts as a wrong one, each time.
 * @returns the session's token; why it is not let in; or undefined where the client has no such token, or no longer
 */
export function signInAgain(
  store: Store,
  client: { client_id: string; slug: string },
  refresh_token: string,
): { access_token: string } | { refused: Refusal } | undefined {
  return store.transact(() => {
    const sql = 'SELECT consent_id, password_changes, device_changes FROM form_keys WHERE token_hash = ?';
    const key = store.get<Key>(sql, hashToken(refresh_token));
    const consent = key && consentById(store, key.consent_id);
    if (!key || consent?.status !== 'ACTIVE') return undefined;
    if (consent.client_id !== client.client_id || consent.slug !== client.slug) return undefined;
    const refused = refusalOf(accessOf(store, consent.person_id), key);
    if (refused === '103') noteWrongPassword(store, consent.person_id);
    return refused === null ? { access_token: openAppSession(store, consent) } : { refused };
  });
}

function refusalOf(access: Access, key: Key): Refusal | null {
  if (access.locked) return '423';
  if (key.password_changes !== access.password_changes) return '103';
  if (access.codes === 'always') return '931';
  if (access.codes === 'new_device') {
    if (key.device_changes === null) return '185';
    if (key.device_changes !== access.device_changes) return '187';
  }
  const duty = dutyOf(access);
  return duty && (duty === 'terms' ? '108' : '109');
}
