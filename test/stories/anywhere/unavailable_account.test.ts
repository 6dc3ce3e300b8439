// In the sandbox: unavailableAccount.
import { joinTestWorld } from '../../world.ts';
import { tell } from './tell.ts';
import { unavailableAccount } from './unavailable_account.ts';

tell(unavailableAccount, joinTestWorld);
