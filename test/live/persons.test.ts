// Relinks in live mode that bring another account, or another person.

import { otherPerson } from '../stories/anywhere/other_person.ts';
import { wrongAccount } from '../stories/anywhere/wrong_account.ts';
import { tellLive } from './tell.ts';

tellLive({ wrongAccount, otherPerson });
