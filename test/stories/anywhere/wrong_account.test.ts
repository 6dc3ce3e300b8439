// In the sandbox: wrongAccount.
import { joinTestWorld } from '../../world.ts';
import { tell } from './tell.ts';
import { wrongAccount } from './wrong_account.ts';

tell(wrongAccount, joinTestWorld);
