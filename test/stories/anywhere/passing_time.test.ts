// In the sandbox: passingTime.
import { joinTestWorld } from '../../world.ts';
import { passingTime } from './passing_time.ts';
import { tell } from './tell.ts';

tell(passingTime, joinTestWorld);
