// Whom and what an operator's path names. Each throws ControlError 400 or 404.
import type { Context } from 'hono';
import { ControlError } from '#control/body.ts';
import { type Institution, institutionOf } from '#data/institutions.ts';
import { type Account, accountById, positionOf } from '#store/accounts.ts';
import { MAX_USER_LENGTH, type Person, personOf } from '#store/people.ts';
import type { World } from '#world.ts';

export function institutionIn(c: Context): Institution {
  const institution = institutionOf(c.req.param('slug') ?? '');
  if (!institution) throw new ControlError(404, 'There is no such institution.');
  return institution;
}

/** Makes the person where he is new. */
export function personIn(world: World, c: Context): Person {
  const user = c.req.param('user') ?? '';
  if (user.length === 0 || user.length > MAX_USER_LENGTH) {
    throw new ControlError(400, `A user has 1 to ${MAX_USER_LENGTH} characters.`, 'user');
  }
  return personOf(world.store, institutionIn(c), user);
}

export function accountIn(world: World, c: Context, person: Person): Account {
  const account = accountById(world.store, c.req.param('account_id') ?? '');
  if (!account || positionOf(world.store, person.person_id, account.account_id) === undefined) {
    throw new ControlError(404, 'The person has no such account.');
  }
  return account;
}
