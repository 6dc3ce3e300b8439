// In the sandbox: filters.
import { joinTestWorld } from '../../world.ts';
import { filters } from './filters.ts';
import { tell } from './tell.ts';

tell(filters, joinTestWorld);
