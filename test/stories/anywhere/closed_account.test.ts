// In the sandbox: closedAccount.
import { joinTestWorld } from '../../world.ts';
import { closedAccount } from './closed_account.ts';
import { tell } from './tell.ts';

tell(closedAccount, joinTestWorld);
