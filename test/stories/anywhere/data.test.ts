// In the sandbox: data.
import { joinTestWorld } from '../../world.ts';
import { data } from './data.ts';
import { tell } from './tell.ts';

tell(data, joinTestWorld);
