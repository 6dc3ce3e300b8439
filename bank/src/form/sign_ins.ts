// Sign-ins through a form, from the first try to the consent: rows, and how each answer moves them.
import { randomBytes } from 'node:crypto';
import type { Institution } from '#data/institutions.ts';
import {
  type Challenge,
  type ChallengeView,
  DUTY_OPTIONS,
  judge,
  MAX_ATTEMPTS,
  type Question,
  viewOf,
} from '#form/questions.ts';
import { accountsOf } from '#store/accounts.ts';
import { grantConsent, newConsentId } from '#store/consents.ts';
import type { Store } from '#store/database.ts';
import { giveKey, openAppSession, SESSION_MS } from '#store/form_sessions.ts';
import { type Access, accessOf, dutyOf, setDuty, tryPassword } from '#store/online_access.ts';
import { personNamed, personOf } from '#store/people.ts';
import { setTime } from '#store/person_time.ts';

/** Questions whose answer is a one-time code. */
const GIVES_CODE: readonly Challenge[] = ['mfa', 'confirm_mfa'] satisfies Question[];
/** How long a customer may take. */
const LIFE_MS = 600_000;
const PURGE_PER_WRITE = 20;
/** More questions than any chain needs; then the bank gives up. */
const MAX_ANSWERS = 20;

/** Why a sign-in failed; `locked`: the customer is locked out; `server_error` is the bank's own breakdown, as at the OAuth banks. */
type SignInError = 'ended' | 'too_many_attempts' | 'locked' | 'server_error';

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
  | {
      state: 'complete';
      consent_id: string;
      subject: string;
      access_token: string;
      /** Seconds. */
      expires_in: number;
      /** Opens the next session, without the customer. */
      refresh_token: string;
    }
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

/** Looks at what was typed. Whether it was the right password counts at the first form only; later it is about a question. */
function step(store: Store, institution: Institution, row: Row, fields: string[]): SignInView {
  const person = personNamed(store, row.slug, row.user);
  const access = person && accessOf(store, person.person_id);
  if (access?.locked) return fail(store, row, 'locked');
  const verdict = judge(institution, fields);
  if (verdict.is === 'ended') return fail(store, row, 'ended');
  if (verdict.is === 'incorrect') return again(store, row);
  if (row.challenge === 'credentials' && person) {
    const tried = tryPassword(store, person.person_id, fields.at(-1)!);
    if (tried !== 'right') return tried === 'locked' ? fail(store, row, 'locked') : again(store, row);
  }
  if (verdict.is === 'asked') return ask(store, { ...row, challenge: verdict.next, attempt: 1 });
  if (row.challenge === 'action' && person && access) {
    const duty = dutyOf(access);
    if (duty !== null && fields.at(-1) !== DUTY_OPTIONS[duty].id) return again(store, row);
    if (duty !== null) setDuty(store, person.person_id, duty, false);
  }
  if (GIVES_CODE.includes(row.challenge!)) noteCode(store, row);
  const next = stillAsked(store, row);
  return next === null ? complete(store, institution, row) : ask(store, { ...row, challenge: next, attempt: 1 });
}

/** What the bank asks of this customer before it lets the app in, or null. */
function stillAsked(store: Store, row: Row): 'mfa' | 'action' | null {
  const access = accessOfRow(store, row);
  if (access === undefined) return null;
  if (access.codes !== 'never' && !gaveCode(store, row)) return 'mfa';
  return dutyOf(access) === null ? null : 'action';
}

function accessOfRow(store: Store, { slug, user }: Row): Access | undefined {
  const person = personNamed(store, slug, user);
  return person && accessOf(store, person.person_id);
}

function noteCode(store: Store, { sign_in_id }: Row): void {
  store.run('INSERT INTO form_codes (sign_in_id) VALUES (?) ON CONFLICT DO NOTHING', sign_in_id);
}

function gaveCode(store: Store, { sign_in_id }: Row): boolean {
  return store.get('SELECT 1 FROM form_codes WHERE sign_in_id = ?', sign_in_id) !== undefined;
}

function again(store: Store, row: Row): SignInView {
  if (row.attempt >= MAX_ATTEMPTS) return fail(store, row, 'too_many_attempts');
  return ask(store, { ...row, attempt: row.attempt + 1 }, 'incorrect');
}

function ask(store: Store, row: Row, error?: 'incorrect'): SignInView {
  const challenge = row.challenge ?? 'credentials';
  const access = accessOfRow(store, row);
  update(store, row);
  return {
    sign_in: row.sign_in_id,
    state: 'challenge',
    challenge: viewOf(challenge, access ? dutyOf(access) : null),
    attempt: row.attempt,
    max_attempts: MAX_ATTEMPTS,
    ...(error ? { error } : {}),
  };
}

function fail(store: Store, row: Row, error: SignInError): SignInView {
  update(store, { ...row, state: 'failed', error });
  return { sign_in: row.sign_in_id, state: 'failed', error };
}

/** Lets the app in: the customer's consent to all his accounts, an open session, and what opens the next one. */
function complete(store: Store, institution: Institution, row: Row): SignInView {
  const known = personOf(store, institution, row.user);
  const person = row.person_time === null ? known : setTime(store, known, row.person_time);
  const consent_id = newConsentId();
  const consent = grantConsent(store, person, {
    consent_id,
    client_id: row.client_id,
    scope: row.scope,
    account_hint: row.account_hint,
    account_ids: accountsOf(store, person.person_id).map((account) => account.account_id),
    duration_days: null,
  });
  const refresh_token = giveKey(store, consent, gaveCode(store, row));
  const access_token = openAppSession(store, consent);
  update(store, { ...row, state: 'complete' });
  const { subject } = person;
  const tokens = { access_token, expires_in: SESSION_MS / 1_000, refresh_token };
  return { sign_in: row.sign_in_id, state: 'complete', consent_id, subject, ...tokens };
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
