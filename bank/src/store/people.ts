// People of the bank: made at first use with the bank's full set of accounts, each with real or set time.
import { randomUUID } from 'node:crypto';
import { ACCOUNT_SETS, type AccountSeed, BUSY_ACCOUNT } from '#data/account_sets.ts';
import { type Institution, institutionOf } from '#data/institutions.ts';
import { addAccount } from '#store/accounts.ts';
import type { Store } from '#store/database.ts';

/** The longest name a person may sign in with. */
export const MAX_USER_LENGTH = 255;

/** A row of `people`. */
export interface Person {
  person_id: string;
  slug: string;
  user: string;
  /** What the `sub` of an ID token says; stable. */
  subject: string;
  /** Milliseconds since 1970, or null for real time. */
  set_time: number | null;
}

const COLUMNS = 'person_id, slug, user, subject, set_time';

/** The person with this name at this bank, made if he is new. The caller has checked the length of `user`. */
export function personOf(store: Store, institution: Institution, user: string): Person {
  return store.transact(() => personNamed(store, institution.slug, user) ?? create(store, institution, user));
}

/** The person an ID token's `sub` names, or undefined. */
export function personBySubject(store: Store, subject: string): Person | undefined {
  return store.get<Person>(`SELECT ${COLUMNS} FROM people WHERE subject = ?`, subject);
}

/** The person with this internal id. */
export function personById(store: Store, person_id: string): Person {
  const person = store.get<Person>(`SELECT ${COLUMNS} FROM people WHERE person_id = ?`, person_id);
  if (!person) throw new Error('A row names a person that does not exist.');
  return person;
}

/** The person's time in milliseconds: the set one, else the real one. */
export function timeOf(person: Person): number {
  return person.set_time ?? Date.now();
}

/** The person with this name at this bank, or undefined where nobody has used it. */
export function personNamed(store: Store, slug: string, user: string): Person | undefined {
  return store.get<Person>(`SELECT ${COLUMNS} FROM people WHERE slug = ? AND user = ?`, slug, user);
}

function create(store: Store, institution: Institution, user: string): Person {
  const person: Person = {
    person_id: randomUUID(),
    slug: institution.slug,
    user,
    subject: randomUUID(),
    set_time: null,
  };
  store.run(
    'INSERT INTO people (person_id, slug, user, subject, created_real) VALUES (?, ?, ?, ?, ?)',
    person.person_id,
    person.slug,
    person.user,
    person.subject,
    Date.now(),
  );
  seedsOf(institution, user).forEach((seed, position) => {
    addAccount(store, person, seed, position);
  });
  return person;
}

/** Frees a person's name: whoever uses it next is a new person. What belonged to it stays, under a name nobody can type. */
export function freshStart(store: Store, person: Person): Person {
  return store.transact(() => {
    const put_away = `\u0000${person.person_id}`;
    store.run('UPDATE people SET user = ? WHERE person_id = ?', put_away, person.person_id);
    store.run('DELETE FROM customer_sessions WHERE person_id = ?', person.person_id);
    return personOf(store, institutionOfPerson(person), person.user);
  });
}

function seedsOf(institution: Institution, user: string): readonly AccountSeed[] {
  const seeds = ACCOUNT_SETS[institution.account_set];
  if (!seeds) throw new Error(`The bank ${institution.slug} names an account set that does not exist.`);
  return user.startsWith('busy') ? [...seeds, BUSY_ACCOUNT] : seeds;
}

/** The institution a person belongs to. */
export function institutionOfPerson(person: Person): Institution {
  const institution = institutionOf(person.slug);
  if (!institution) throw new Error('A person belongs to an institution that does not exist.');
  return institution;
}
