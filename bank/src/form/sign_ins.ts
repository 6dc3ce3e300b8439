// Sign-ins through a form, from the first try to the consent: rows, and how each answer moves them.
import { randomBytes } from 'node:crypto';
import type { Institution } from '#data/institutions.ts';
import { hashToken } from '#fdx/access.ts';
import { type Challenge, type ChallengeView, judge, MAX_ATTEMPTS, viewOf } from '#form/questions.ts';
import { accountsOf } from '#store/accounts.ts';
import { grantConsent, newConsentId } from '#store/consents.ts';
import type { Store } from '#store/database.ts';
import { personOf } from '#store/people.ts';
import { setTime } from '#store/person_time.ts';

/** How long a customer may take. */
const LIFE_MS = 600_000;
const PURGE_PER_WRITE = 20;
/** More questions than any chain needs; then the bank gives up. */
const MAX_ANSWERS = 20;

/** Why a sign-in failed; `server_error` is the bank's own breakdown, as at the OAuth banks. */
type SignInError = 'ended' | 'too_many_attempts' | 'server_error';

/** A row of `form_sign_ins`. */
interface Row {
  sign_in_id: string;
  slug: string;
  client_id: string;
  user: string;
  account_hint: string | null;
  person_time: number | null;
  scope: string;
  state: 'challenge' | 'complete' | 'failed';
  challenge: Challenge | null;
  attempt: number;
  answers: number;
  error: SignInError | null;
  expires_at_real: number;
}

/** What the recipient is told after each step. */
export type SignInView = { sign_in: string } & (
  | { state: 'complete'; consent_id: string; subject: string; access_token: string }
  | { state: 'challenge'; challenge: ChallengeView; attempt: number; max_attempts: number; error?: 'incorrect' }
  | { state: 'failed'; error: SignInError }
);

export interface SignInOrder {
  client_id: string;
  username: string;
  password: string;
  account_hint: string | null;
  /** The time it is for the person, in milliseconds; null leaves it as it is. */
  person_time: number | null;
  scope: string;
  /** A failure that was ordered (sandbox extension); null: what the words of the form bring about. */
  failure: SignInError | null;
}

/** Begins a sign-in with its first form. */
export function beginSignIn(store: Store, institution: Institution, order: SignInOrder): SignInView {
  return store.transact(() => {
    const now = Date.now();
    const row: Row = {
      sign_in_id: randomBytes(24).toString('base64url'),
      slug: institution.slug,
      client_id: order.client_id,
      user: order.username,
      account_hint: order.account_hint,
      person_time: order.person_time,
      scope: order.scope,
      state: 'challenge',
      challenge: 'credentials',
      attempt: 1,
      answers: 0,
      error: null,
      expires_at_real: now + LIFE_MS,
    };
    purge(store, now);
    insert(store, row);
    if (order.failure) return fail(store, row, order.failure);
    return step(store, institution, row, [order.username, order.password]);
  });
}

/**
 * Goes on with an answer.
 * @returns undefined when this client has no such sign-in, or no longer
 */
export function answerSignIn(
  store: Store,
  institution: Institution,
  key: { sign_in_id: string; client_id: string },
  answer: { fields: string[]; username?: string },
): SignInView | undefined {
  return store.transact(() => {
    const sql = 'SELECT * FROM form_sign_ins WHERE sign_in_id = ? AND client_id = ? AND slug = ?';
    const row = store.get<Row>(sql, key.sign_in_id, key.client_id, institution.slug);
    if (!row || row.expires_at_real <= Date.now()) return undefined;
    if (row.state === 'challenge' && row.answers >= MAX_ANSWERS) return fail(store, row, 'ended');
    if (row.state !== 'challenge') return { sign_in: row.sign_in_id, state: 'failed', error: row.error ?? 'ended' };
    if (row.challenge === 'credentials' && answer.username) row.user = answer.username;
    return step(store, institution, row, answer.fields);
  });
}

function step(store: Store, institution: Institution, row: Row, fields: string[]): SignInView {
  const verdict = judge(institution, fields);
  switch (verdict.is) {
    case 'ended':
      return fail(store, row, 'ended');
    case 'incorrect':
      if (row.attempt >= MAX_ATTEMPTS) return fail(store, row, 'too_many_attempts');
      return ask(store, { ...row, attempt: row.attempt + 1 }, 'incorrect');
    case 'asked':
      return ask(store, { ...row, challenge: verdict.next, attempt: 1 });
    case 'complete':
      return complete(store, institution, row);
  }
}

function ask(store: Store, row: Row, error?: 'incorrect'): SignInView {
  const challenge = row.challenge ?? 'credentials';
  update(store, row);
  return {
    sign_in: row.sign_in_id,
    state: 'challenge',
    challenge: viewOf(challenge),
    attempt: row.attempt,
    max_attempts: MAX_ATTEMPTS,
    ...(error ? { error } : {}),
  };
}

function fail(store: Store, row: Row, error: SignInError): SignInView {
  update(store, { ...row, state: 'failed', error });
  return { sign_in: row.sign_in_id, state: 'failed', error };
}

/** Lets the customer in: his consent to all his accounts, and a token that lives as long as it. */
function complete(store: Store, institution: Institution, row: Row): SignInView {
  const known = personOf(store, institution, row.user);
  const person = row.person_time === null ? known : setTime(store, known, row.person_time);
  const consent_id = newConsentId();
  grantConsent(store, person, {
    consent_id,
    client_id: row.client_id,
    scope: row.scope,
    account_hint: row.account_hint,
    account_ids: accountsOf(store, person.person_id).map((account) => account.account_id),
    duration_days: null,
  });
  const access_token = randomBytes(32).toString('base64url');
  store.run('INSERT INTO form_tokens (token_hash, consent_id) VALUES (?, ?)', hashToken(access_token), consent_id);
  update(store, { ...row, state: 'complete' });
  return { sign_in: row.sign_in_id, state: 'complete', consent_id, subject: person.subject, access_token };
}

function insert(store: Store, row: Row): void {
  store.run(
    `INSERT INTO form_sign_ins (sign_in_id, slug, client_id, user, account_hint, person_time, scope, state, challenge, attempt, answers,
       error, expires_at_real) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    row.sign_in_id,
    row.slug,
    row.client_id,
    row.user,
    row.account_hint,
    row.person_time,
    row.scope,
    row.state,
    row.challenge,
    row.attempt,
    row.answers,
    row.error,
    row.expires_at_real,
  );
}

function update(store: Store, row: Row): void {
  store.run(
    `UPDATE form_sign_ins SET user = ?, state = ?, challenge = ?, attempt = ?, error = ?, answers = answers + 1
     WHERE sign_in_id = ?`,
    row.user,
    row.state,
    row.challenge,
    row.attempt,
    row.error,
    row.sign_in_id,
  );
}

function purge(store: Store, now: number): void {
  store.run(
    `DELETE FROM form_sign_ins WHERE sign_in_id IN
       (SELECT sign_in_id FROM form_sign_ins WHERE expires_at_real < ? ORDER BY expires_at_real LIMIT ?)`,
    now,
    PURGE_PER_WRITE,
  );
}
