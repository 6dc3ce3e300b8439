// In the sandbox: keptAlive.
import { joinTestWorld } from '../../world.ts';
import { keptAlive } from './kept_alive.ts';
import { tell } from './tell.ts';

tell(keptAlive, joinTestWorld);
