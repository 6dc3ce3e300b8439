// Relinks in live mode: what they bring back, what they change, and what they leave alone.

import { changedPermissions } from '../stories/anywhere/changed_permissions.ts';
import { otherPerson } from '../stories/anywhere/other_person.ts';
import { siblings } from '../stories/anywhere/siblings.ts';
import { unfinishedRelink } from '../stories/anywhere/unfinished_relink.ts';
import { wrongAccount } from '../stories/anywhere/wrong_account.ts';
import { tellLive } from './tell.ts';

tellLive({ siblings, changedPermissions, wrongAccount, unfinishedRelink, otherPerson });
