// In the sandbox: oneGrant.
import { joinTestWorld } from '../../world.ts';
import { oneGrant } from './one_grant.ts';
import { tell } from './tell.ts';

tell(oneGrant, joinTestWorld);
