// Time that passes in live mode: what ends when the bank said, what is kept alive, and what a relink brings instead.

import { keptAlive } from '../stories/anywhere/kept_alive.ts';
import { passingTime } from '../stories/anywhere/passing_time.ts';
import { tellLive } from './tell.ts';

tellLive({ passingTime, keptAlive });
