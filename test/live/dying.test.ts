// Ways to die in live mode, by the rows of the table of causes.
import { oneGrant } from '../stories/anywhere/one_grant.ts';
import { waysToDie } from '../stories/anywhere/ways_to_die.ts';
import { tellLive } from './tell.ts';

tellLive({ waysToDie, oneGrant });
