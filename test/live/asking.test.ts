// How merchants ask in live mode: by mails and pages of the customer's own, for their connected accounts, and for an intent.

import { collectedAccounts } from '../stories/anywhere/collected_accounts.ts';
import { connectedAccounts } from '../stories/anywhere/connected_accounts.ts';
import { hostedRelink } from '../stories/anywhere/hosted_relink.ts';
import { tellLive } from './tell.ts';

tellLive({ hostedRelink, connectedAccounts, collectedAccounts });
