// Setting a person's time, and writing down what has fallen due by it.
import { consentsOf } from '#store/consents.ts';
import type { Store } from '#store/database.ts';
import { type Person, personById } from '#store/people.ts';

/**
 * Tells the bank what time it is for a person. Everything due at or before that time ends at once, also an end that was
 * held back so that a link could be finished.
 * @param at milliseconds since 1970, or null for real time
 */
export function setTime(store: Store, person: Person, at: number | null): Person {
  return store.transact(() => {
    store.run('UPDATE people SET set_time = ? WHERE person_id = ?', at, person.person_id);
    store.run('UPDATE consents SET held_from_real = NULL WHERE person_id = ?', person.person_id);
    store.run('UPDATE numbers SET held_until_real = NULL WHERE person_id = ?', person.person_id);
    consentsOf(store, person.person_id);
    return personById(store, person.person_id);
  });
}
