// In the sandbox: revokedConsent.
import { joinTestWorld } from '../../world.ts';
import { revokedConsent } from './revoked_consent.ts';
import { tell } from './tell.ts';

tell(revokedConsent, joinTestWorld);
