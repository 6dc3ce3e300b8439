// In the sandbox: securityProfiles.
import { joinTestWorld } from '../../world.ts';
import { securityProfiles } from './security_profiles.ts';
import { tell } from './tell.ts';

tell(securityProfiles, joinTestWorld);
