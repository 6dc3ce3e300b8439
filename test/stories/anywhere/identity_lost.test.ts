// In the sandbox: identityLost.
import { joinTestWorld } from '../../world.ts';
import { identityLost } from './identity_lost.ts';
import { tell } from './tell.ts';

tell(identityLost, joinTestWorld);
