// In the sandbox: unfinishedRelink.
import { joinTestWorld } from '../../world.ts';
import { tell } from './tell.ts';
import { unfinishedRelink } from './unfinished_relink.ts';

tell(unfinishedRelink, joinTestWorld);
