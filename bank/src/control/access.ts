// What an operator makes happen to a person's access at a form bank, as the person or the bank would.
import type { Hono } from 'hono';
import { personIn } from '#control/addressed.ts';
import { ControlError, oneOf, readObject, text } from '#control/body.ts';
import { personView } from '#control/views.ts';
import { isMagicWord } from '#form/questions.ts';
import type { Store } from '#store/database.ts';
import {
  accessOf,
  type Codes,
  changePassword,
  type Duty,
  lock,
  MAX_PASSWORD_LENGTH,
  setCodes,
  setDuty,
  unlock,
} from '#store/online_access.ts';
import { institutionOfPerson, type Person } from '#store/people.ts';
import type { World } from '#world.ts';

const CODES_OF = { code_required: 'new_device', code_always: 'always', code_never: 'never' } as const;
const DUTY_EVENTS = {
  terms_changed: ['terms', true],
  terms_accepted: ['terms', false],
  profile_questioned: ['profile', true],
  profile_confirmed: ['profile', false],
} as const;

const ACCESS_EVENTS = [
  'password_changed',
  ...(Object.keys(CODES_OF) as (keyof typeof CODES_OF)[]),
  ...(Object.keys(DUTY_EVENTS) as (keyof typeof DUTY_EVENTS)[]),
  'locked',
  'unlocked',
] as const;
type AccessEvent = (typeof ACCESS_EVENTS)[number];

/** Below `/control/{slug}`. */
export function addAccess(world: World, routes: Hono): void {
  routes.post('/:slug/people/:user/access/simulate', async (c) => {
    const person = personIn(world, c);
    const { sign_in, name } = institutionOfPerson(person);
    if (sign_in !== 'form') throw new ControlError(409, `${name} is no bank with a form.`);
    const body = await readObject(c);
    const event = oneOf(body, 'event', ACCESS_EVENTS);
    const password = body.password == null ? null : text(body, 'password', MAX_PASSWORD_LENGTH);
    if (password !== null && event !== 'password_changed') {
      throw new ControlError(400, 'password goes with password_changed only.', 'password');
    }
    if (password !== null && isMagicWord(institutionOfPerson(person), password)) {
      throw new ControlError(400, 'password is a word with a meaning of its own here.', 'password');
    }
    simulate(world.store, person, event, password);
    return c.json(personView(world, person));
  });
}

/** @throws ControlError 409 where it is so already */
function simulate(store: Store, { person_id }: Person, event: AccessEvent, password: string | null): void {
  switch (event) {
    case 'password_changed':
      changePassword(store, person_id, password);
      break;
    case 'code_required':
    case 'code_always':
    case 'code_never':
      askForCodes(store, person_id, CODES_OF[event]);
      break;
    case 'locked':
    case 'unlocked':
      shut(store, person_id, event === 'locked');
      break;
    default: {
      const [duty, asked] = DUTY_EVENTS[event];
      askFor(store, person_id, duty, asked);
    }
  }
}

/** Codes of new devices asked for once more: the bank has forgotten the devices that it knew. */
function askForCodes(store: Store, person_id: string, codes: Codes): void {
  const forget = codes === 'new_device';
  refuseIf(!forget && accessOf(store, person_id).codes === codes, 'That is how codes are asked for already.');
  setCodes(store, person_id, codes, forget);
}

function shut(store: Store, person_id: string, wanted: boolean): void {
  const is = accessOf(store, person_id).locked === 1;
  refuseIf(is === wanted, `The person is ${wanted ? 'already' : 'not'} locked out.`);
  if (wanted) lock(store, person_id);
  else unlock(store, person_id);
}

function askFor(store: Store, person_id: string, duty: Duty, asked: boolean): void {
  const is = accessOf(store, person_id)[`asks_${duty}`] === 1;
  refuseIf(is === asked, `The person is ${asked ? 'already' : 'not'} asked for that.`);
  setDuty(store, person_id, duty, asked);
}

function refuseIf(is: boolean, why: string): void {
  if (is) throw new ControlError(409, why);
}
