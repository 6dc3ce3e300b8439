// In the sandbox: waysToDie.
import { joinTestWorld } from '../../world.ts';
import { tell } from './tell.ts';
import { waysToDie } from './ways_to_die.ts';

tell(waysToDie, joinTestWorld);
