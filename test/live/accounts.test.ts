// Accounts that break in live mode, one at a time.
import { closedAccount } from '../stories/anywhere/closed_account.ts';
import { identityLost } from '../stories/anywhere/identity_lost.ts';
import { unavailableAccount } from '../stories/anywhere/unavailable_account.ts';
import { tellLive } from './tell.ts';

tellLive({ closedAccount, unavailableAccount, identityLost });
