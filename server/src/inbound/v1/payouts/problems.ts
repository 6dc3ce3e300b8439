// What the problems of payouts read like.
import type { PayoutProblem } from '#domain/payouts/payout.ts';
import { type ApiError, invalidRequest } from '#inbound/http/errors.ts';

export function payoutError(problem: PayoutProblem): ApiError {
  switch (problem) {
    case 'unusable':
      return invalidRequest(
        'This bank account cannot be paid out to: a payout to it failed. Its status says why; relink the account that it was made from, or use another one.',
        { code: 'bank_account_unusable', param: 'destination' },
      );
    case 'other_currency':
      return invalidRequest('The bank account is in another currency than the payout.', { param: 'currency' });
  }
}
