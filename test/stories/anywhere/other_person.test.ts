// In the sandbox: otherPerson.
import { joinTestWorld } from '../../world.ts';
import { otherPerson } from './other_person.ts';
import { tell } from './tell.ts';

tell(otherPerson, joinTestWorld);
