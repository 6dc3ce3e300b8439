// A customer's session on the bank's own pages: a cookie whose hash is kept, and a word that only those pages know.
import { createHash, randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Institution } from '#data/institutions.ts';
import type { Store } from '#store/database.ts';
import { type Person, personById } from '#store/people.ts';
import type { World } from '#world.ts';

const COOKIE = 'bank_session';
/** Real time: whoever leaves his bank open is signed out. */
const LIFE_MS = 1_800_000;

export interface Session {
  person: Person;
  /** Stands in every form; a page of somebody else's cannot know it. */
  word: string;
}

function hashOf(purpose: string, token: string): string {
  return createHash('sha256').update(`${purpose}:${token}`).digest('base64url');
}

function optionsFor(world: World, { slug }: Institution) {
  const secure = world.origin.startsWith('https:');
  return { path: `/${slug}/`, httpOnly: true, sameSite: 'Lax', secure } as const;
}

/** Signs a person in. Every sign-in is a new session, so that nobody can slip his own under another one. */
export function openSession(world: World, c: Context, institution: Institution, person: Person): void {
  const token = randomBytes(32).toString('base64url');
  const { store } = world;
  store.transact(() => {
    store.run('DELETE FROM customer_sessions WHERE expires_at_real < ?', Date.now());
    store.run(
      'INSERT INTO customer_sessions (session_hash, person_id, expires_at_real) VALUES (?, ?, ?)',
      hashOf('session', token),
      person.person_id,
      Date.now() + LIFE_MS,
    );
  });
  setCookie(c, COOKIE, token, optionsFor(world, institution));
}

/** The session of a request, or null where there is none (any more). */
export function sessionOf(store: Store, c: Context, institution: Institution): Session | null {
  const token = getCookie(c, COOKIE);
  if (token === undefined) return null;
  const row = store.get<{ person_id: string }>(
    'SELECT person_id FROM customer_sessions WHERE session_hash = ? AND expires_at_real >= ?',
    hashOf('session', token),
    Date.now(),
  );
  const person = row && personById(store, row.person_id);
  return person?.slug === institution.slug ? { person, word: hashOf('form', token) } : null;
}

export function endSession(world: World, c: Context, institution: Institution): void {
  const token = getCookie(c, COOKIE);
  if (token !== undefined) {
    world.store.run('DELETE FROM customer_sessions WHERE session_hash = ?', hashOf('session', token));
  }
  deleteCookie(c, COOKIE, optionsFor(world, institution));
}
