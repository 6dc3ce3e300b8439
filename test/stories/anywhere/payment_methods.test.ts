// In the sandbox: paymentMethods.
import { joinTestWorld } from '../../world.ts';
import { paymentMethods } from './payment_methods.ts';
import { tell } from './tell.ts';

tell(paymentMethods, joinTestWorld);
