// In the sandbox: leftBank.
import { joinTestWorld } from '../../world.ts';
import { leftBank } from './left_bank.ts';
import { tell } from './tell.ts';

tell(leftBank, joinTestWorld);
