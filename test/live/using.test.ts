// What links are for in live mode: data that is read of them.
import { data } from '../stories/anywhere/data.ts';
import { tellLive } from './tell.ts';

tellLive({ data });
