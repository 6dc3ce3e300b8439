// In the sandbox: noHolder.
import { joinTestWorld } from '../../world.ts';
import { noHolder } from './no_holder.ts';
import { tell } from './tell.ts';

tell(noHolder, joinTestWorld);
