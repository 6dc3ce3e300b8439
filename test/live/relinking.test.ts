// Relinks in live mode: what they bring back, what they change, and what they leave alone.

import { changedPermissions } from '../stories/anywhere/changed_permissions.ts';
import { siblings } from '../stories/anywhere/siblings.ts';
import { unfinishedRelink } from '../stories/anywhere/unfinished_relink.ts';
import { tellLive } from './tell.ts';

tellLive({ siblings, changedPermissions, unfinishedRelink });
