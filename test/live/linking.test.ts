// Links in live mode: made again, held by nobody, and ended.

import { disconnect } from '../stories/anywhere/disconnect.ts';
import { linkingAgain } from '../stories/anywhere/linking_again.ts';
import { noHolder } from '../stories/anywhere/no_holder.ts';
import { tellLive } from './tell.ts';

tellLive({ linkingAgain, noHolder, disconnect });
