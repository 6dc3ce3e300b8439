// What a customer's problems read like.
import type { CustomerProblem } from '#domain/customers/customer.ts';
import { MAX_CUSTOMERS } from '#domain/customers/test_clock.ts';
import { MAX_METADATA_KEYS } from '#domain/metadata.ts';
import { type ApiError, invalidRequest } from '#inbound/http/errors.ts';

export function customerError(problem: CustomerProblem): ApiError {
  switch (problem) {
    case 'clock_busy':
      return invalidRequest('The test clock is not ready. Wait until its status is `ready` and try again.', {
        param: 'test_clock',
      });
    case 'clock_full':
      return invalidRequest(`A test clock can have at most ${MAX_CUSTOMERS} customers. Create another test clock.`, {
        param: 'test_clock',
      });
    case 'too_much_metadata':
      return invalidRequest(`You may only specify up to ${MAX_METADATA_KEYS} metadata keys.`, { param: 'metadata' });
  }
}
