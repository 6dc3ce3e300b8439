// In the sandbox: connectedAccounts.
import { joinTestWorld } from '../../world.ts';
import { connectedAccounts } from './connected_accounts.ts';
import { tell } from './tell.ts';

tell(connectedAccounts, joinTestWorld);
