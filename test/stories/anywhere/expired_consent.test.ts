// In the sandbox: expiredConsent.
import { joinTestWorld } from '../../world.ts';
import { expiredConsent } from './expired_consent.ts';
import { tell } from './tell.ts';

tell(expiredConsent, joinTestWorld);
