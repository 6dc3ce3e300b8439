// Links that break in live mode: by the customer, by his bank, as a whole or an account at a time.

import { closedAccount } from '../stories/anywhere/closed_account.ts';
import { expiredConsent } from '../stories/anywhere/expired_consent.ts';
import { identityLost } from '../stories/anywhere/identity_lost.ts';
import { reauthentication } from '../stories/anywhere/reauthentication.ts';
import { revokedConsent } from '../stories/anywhere/revoked_consent.ts';
import { unavailableAccount } from '../stories/anywhere/unavailable_account.ts';
import { tellLive } from './tell.ts';

tellLive({ revokedConsent, expiredConsent, closedAccount, unavailableAccount, reauthentication, identityLost });
