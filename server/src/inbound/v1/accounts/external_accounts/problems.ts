// What the problems of external accounts read like.
import type { ExternalAccountProblem } from '#domain/payouts/external_account.ts';
import { type ApiError, invalidRequest } from '#inbound/http/errors.ts';
import { tooMuchMetadata } from '#inbound/v1/payment_methods/problems.ts';

export function externalAccountError(problem: ExternalAccountProblem): ApiError {
  const param = 'external_account';
  switch (problem) {
    case 'token_used':
      return invalidRequest('You cannot use a token more than once.', { code: 'token_already_used', param });
    case 'exists':
      return invalidRequest(
        'A bank account with that routing number and account number already exists for this account.',
        {
          code: 'bank_account_exists',
          param,
        },
      );
    case 'too_many':
      return invalidRequest('The account has as many external accounts as it can have. Delete one first.', { param });
    case 'holder_differs':
      return invalidRequest('The linked account of this bank account belongs to somebody else.', { param });
    case 'too_much_metadata':
      return tooMuchMetadata();
  }
}

export function defaultStays(): ApiError {
  return invalidRequest(
    'You cannot delete the default external account of a currency. Make another external account the default with `default_for_currency`, and then delete this one.',
  );
}
