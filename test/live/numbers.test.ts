// Account numbers in live mode: they end, are replaced, and take payment methods along.

import { paymentMethods } from '../stories/anywhere/payment_methods.ts';
import { tokenizedNumbers } from '../stories/anywhere/tokenized_numbers.ts';
import { tellLive } from './tell.ts';

tellLive({ tokenizedNumbers, paymentMethods });
