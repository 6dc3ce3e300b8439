// In the sandbox: reauthentication.
import { joinTestWorld } from '../../world.ts';
import { reauthentication } from './reauthentication.ts';
import { tell } from './tell.ts';

tell(reauthentication, joinTestWorld);
