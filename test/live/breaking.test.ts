// Links that break in live mode, as a whole: by the customer, by his bank, by time.

import { expiredConsent } from '../stories/anywhere/expired_consent.ts';
import { reauthentication } from '../stories/anywhere/reauthentication.ts';
import { revokedConsent } from '../stories/anywhere/revoked_consent.ts';
import { tellLive } from './tell.ts';

tellLive({ revokedConsent, expiredConsent, reauthentication });
