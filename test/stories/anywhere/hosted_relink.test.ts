// In the sandbox: hostedRelink.
import { joinTestWorld } from '../../world.ts';
import { hostedRelink } from './hosted_relink.ts';
import { tell } from './tell.ts';

tell(hostedRelink, joinTestWorld);
