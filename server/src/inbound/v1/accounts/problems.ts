// What the problems of a connected account read like.
import type { ConnectedAccountProblem } from '#domain/connected_accounts/connected_account.ts';
import { MAX_METADATA_KEYS } from '#domain/metadata.ts';
import type { RequestContext } from '#inbound/http/endpoint.ts';
import { type ApiError, invalidRequest, noAccessToAccount } from '#inbound/http/errors.ts';

export function connectedAccountError(problem: ConnectedAccountProblem): ApiError {
  const tooMuch = `You may only specify up to ${MAX_METADATA_KEYS} metadata keys.`;
  switch (problem) {
    case 'no_platform':
      return invalidRequest('A connected account cannot have connected accounts of its own. Leave Stripe-Account out.');
    case 'too_much_metadata':
      return invalidRequest(tooMuch, { param: 'metadata' });
    case 'too_much_metadata_of_individual':
      return invalidRequest(tooMuch, { param: 'individual[metadata]' });
  }
}

/** As for a foreign `Stripe-Account`: whether there is such an account is nobody else's business. */
export function noSuchConnectedAccount({ caller }: RequestContext, id: string): ApiError {
  return noAccessToAccount(caller.hint, id);
}
