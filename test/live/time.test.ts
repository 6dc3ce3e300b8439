// Time that passes in live mode: what ends when the bank said, and what a relink brings instead.
import { passingTime } from '../stories/anywhere/passing_time.ts';
import { tokenizedNumbers } from '../stories/anywhere/tokenized_numbers.ts';
import { tellLive } from './tell.ts';

tellLive({ passingTime, tokenizedNumbers });
