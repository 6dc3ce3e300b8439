// In the sandbox: tokenizedNumbers.
import { joinTestWorld } from '../../world.ts';
import { tell } from './tell.ts';
import { tokenizedNumbers } from './tokenized_numbers.ts';

tell(tokenizedNumbers, joinTestWorld);
