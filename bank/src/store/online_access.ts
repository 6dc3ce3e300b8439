// A person's access to a form bank: his password, whether he is locked out, what the bank asks of him before it lets an app in.
import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import type { Store } from '#store/database.ts';
import type { Person } from '#store/people.ts';

/** Wrong passwords in a row, typed by anybody or sent by an app, that lock a person out. */
export const MAX_WRONG_PASSWORDS = 3;
/** The longest password; longer ones are wrong. */
export const MAX_PASSWORD_LENGTH = 1_024;

const HASH_BYTES = 32;
/** A test bank's passwords protect nothing: the hash is cheap, so that it does not hold up other requests. */
const HASH_COST = { N: 1_024 };

/** When the bank wants a one-time code of an app that signs in: never, of one that has not given any, each time. */
export const CODES = ['never', 'new_device', 'always'] as const;
export type Codes = (typeof CODES)[number];

/** A row of `online_access`. */
export interface Access {
  /** Null, like the hash: every password is right. */
  password_salt: string | null;
  password_hash: string | null;
  /** How often it was changed: what an app was given before is no longer good. */
  password_changes: number;
  wrong_passwords: number;
  locked: 0 | 1;
  codes: Codes;
  /** How often the bank has forgotten the devices that it knew. */
  device_changes: number;
  asks_terms: 0 | 1;
  asks_profile: 0 | 1;
}

const UNTOUCHED: Access = {
  password_salt: null,
  password_hash: null,
  password_changes: 0,
  wrong_passwords: 0,
  locked: 0,
  codes: 'never',
  device_changes: 0,
  asks_terms: 0,
  asks_profile: 0,
};

export function accessOf(store: Store, person_id: string): Access {
  return store.get<Access>('SELECT * FROM online_access WHERE person_id = ?', person_id) ?? UNTOUCHED;
}

function change(store: Store, person_id: string, changes: Partial<Access>): void {
  const access = { ...accessOf(store, person_id), ...changes };
  store.run(
    `INSERT OR REPLACE INTO online_access (person_id, password_salt, password_hash, password_changes, wrong_passwords,
       locked, codes, device_changes, asks_terms, asks_profile) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    person_id,
    access.password_salt,
    access.password_hash,
    access.password_changes,
    access.wrong_passwords,
    access.locked,
    access.codes,
    access.device_changes,
    access.asks_terms,
    access.asks_profile,
  );
}

/** Whether this is the person's password: any is, until he has set one of his own. */
function isPassword(access: Access, password: string): boolean {
  const { password_salt: salt, password_hash: hash } = access;
  if (salt === null || hash === null) return true;
  if (password.length > MAX_PASSWORD_LENGTH) return false;
  return timingSafeEqual(hashOf(password, salt), Buffer.from(hash, 'base64url'));
}

function hashOf(password: string, salt: string): Buffer {
  return scryptSync(password, salt, HASH_BYTES, HASH_COST);
}

/**
 * Another password, or another one that nobody named (null: any is right, but for what apps were given before). Every app is
 * signed out, and what it was given to sign in again is no longer good.
 */
export function changePassword(store: Store, person_id: string, password: string | null): void {
  const salt = password === null ? null : randomBytes(16).toString('base64url');
  const { password_changes } = accessOf(store, person_id);
  store.transact(() => {
    change(store, person_id, {
      password_salt: salt,
      password_hash: salt === null ? null : hashOf(password!, salt).toString('base64url'),
      password_changes: password_changes + 1,
      wrong_passwords: 0,
    });
    signAppsOut(store, person_id);
  });
}

/** Counts a wrong password; whether it was the one too many. */
export function noteWrongPassword(store: Store, person_id: string): boolean {
  const wrong_passwords = accessOf(store, person_id).wrong_passwords + 1;
  return store.transact(() => {
    change(store, person_id, { wrong_passwords });
    if (wrong_passwords < MAX_WRONG_PASSWORDS) return false;
    lock(store, person_id);
    return true;
  });
}

/** Whether a password that somebody typed lets him in. Wrong ones are counted, a right one ends the count. */
export function tryPassword(store: Store, person_id: string, password: string): 'right' | 'wrong' | 'locked' {
  const access = accessOf(store, person_id);
  if (access.locked) return 'locked';
  if (!isPassword(access, password)) return noteWrongPassword(store, person_id) ? 'locked' : 'wrong';
  if (access.wrong_passwords > 0) change(store, person_id, { wrong_passwords: 0 });
  return 'right';
}

/** Locks a person out, and signs him out wherever he is signed in. */
export function lock(store: Store, person_id: string): void {
  store.transact(() => {
    change(store, person_id, { locked: 1 });
    store.run('DELETE FROM customer_sessions WHERE person_id = ?', person_id);
    signAppsOut(store, person_id);
  });
}

export function unlock(store: Store, person_id: string): void {
  change(store, person_id, { locked: 0, wrong_passwords: 0 });
}

/** `forget`: also the devices that gave a code before have to give another one. */
export function setCodes(store: Store, person_id: string, codes: Codes, forget = false): void {
  const { device_changes } = accessOf(store, person_id);
  store.transact(() => {
    change(store, person_id, { codes, device_changes: device_changes + (forget ? 1 : 0) });
    if (codes !== 'never') signAppsOut(store, person_id);
  });
}

/** What a person has to do at his bank before apps are let in again. */
export type Duty = 'terms' | 'profile';

/** The first of what the bank asks a person to do, or null. */
export function dutyOf(access: Access): Duty | null {
  if (access.asks_terms) return 'terms';
  return access.asks_profile ? 'profile' : null;
}

/** Asks a person to accept new terms or to look through his profile, or hears that he did. */
export function setDuty(store: Store, person_id: string, duty: Duty, asked: boolean): void {
  const flag = asked ? 1 : 0;
  store.transact(() => {
    change(store, person_id, duty === 'terms' ? { asks_terms: flag } : { asks_profile: flag });
    if (asked) signAppsOut(store, person_id);
  });
}

/** Takes back what a bank's people were asked and locked out for; passwords are theirs. */
export function easeAll(store: Store, slug: string): void {
  store.run(
    `UPDATE online_access SET wrong_passwords = 0, locked = 0, codes = 'never', asks_terms = 0, asks_profile = 0
     WHERE person_id IN (SELECT person_id FROM people WHERE slug = ?)`,
    slug,
  );
}

/** The same for one person. Whether anything was asked of him, or he was locked out. */
export function ease(store: Store, person_id: string): boolean {
  const { locked, codes, asks_terms, asks_profile } = accessOf(store, person_id);
  if (!locked && codes === 'never' && !asks_terms && !asks_profile) return false;
  change(store, person_id, { wrong_passwords: 0, locked: 0, codes: 'never', asks_terms: 0, asks_profile: 0 });
  return true;
}

function signAppsOut(store: Store, person_id: Person['person_id']): void {
  store.run(
    'DELETE FROM form_sessions WHERE consent_id IN (SELECT consent_id FROM consents WHERE person_id = ?)',
    person_id,
  );
}
