// In the sandbox: linkingAgain.
import { joinTestWorld } from '../../world.ts';
import { linkingAgain } from './linking_again.ts';
import { tell } from './tell.ts';

tell(linkingAgain, joinTestWorld);
