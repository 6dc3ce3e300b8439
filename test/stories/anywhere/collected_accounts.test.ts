// In the sandbox: collectedAccounts.
import { joinTestWorld } from '../../world.ts';
import { collectedAccounts } from './collected_accounts.ts';
import { tell } from './tell.ts';

tell(collectedAccounts, joinTestWorld);
