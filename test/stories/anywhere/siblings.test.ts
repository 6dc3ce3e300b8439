// In the sandbox: siblings.
import { joinTestWorld } from '../../world.ts';
import { siblings } from './siblings.ts';
import { tell } from './tell.ts';

tell(siblings, joinTestWorld);
