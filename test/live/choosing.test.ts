// What customers choose at their banks in live mode, and what is asked of them; and how they leave.
import { filters } from '../stories/anywhere/filters.ts';
import { leftBank } from '../stories/anywhere/left_bank.ts';
import { tellLive } from './tell.ts';

tellLive({ filters, leftBank });
