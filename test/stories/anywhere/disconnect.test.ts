// In the sandbox: disconnect.
import { joinTestWorld } from '../../world.ts';
import { disconnect } from './disconnect.ts';
import { tell } from './tell.ts';

tell(disconnect, joinTestWorld);
