// In the sandbox: changedPermissions.
import { joinTestWorld } from '../../world.ts';
import { changedPermissions } from './changed_permissions.ts';
import { tell } from './tell.ts';

tell(changedPermissions, joinTestWorld);
