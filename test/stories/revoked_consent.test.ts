// A customer revokes access at the bank; the merchant hears of it, the customer relinks, and it is the same link again.
import { joinTestWorld } from '../world.ts';
import { revokedConsent } from './anywhere/revoked_consent.ts';
import { tell } from './anywhere/tell.ts';

tell(revokedConsent, joinTestWorld);
