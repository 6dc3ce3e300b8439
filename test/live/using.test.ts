// What links are for in live mode: data that is read of them, and payment methods that are made from them.
import { data } from '../stories/anywhere/data.ts';
import { paymentMethods } from '../stories/anywhere/payment_methods.ts';
import { tellLive } from './tell.ts';

tellLive({ data, paymentMethods });
