// What the problems of a requested relink read like.
import type { HostedProblem } from '#domain/connections/hosted_relink.ts';
import type { RelinkProblem } from '#domain/connections/relink.ts';
import { type ApiError, invalidRequest } from '#inbound/http/errors.ts';

export function relinkError(problem: RelinkProblem): ApiError {
  switch (problem.type) {
    case 'holder_differs':
      return invalidRequest(
        'The account_holder of a relink session must be the account_holder of the authorization to relink; leave it out where the authorization has none.',
        { param: 'account_holder' },
      );
    case 'authorization_disconnected':
      return invalidRequest('This authorization is disconnected, which cannot be undone. Link the accounts anew.', {
        param: 'relink_options[authorization]',
      });
    case 'account_disconnected':
      return invalidRequest('This account is disconnected, which cannot be undone. Link it anew.', {
        param: 'relink_options[account]',
      });
    case 'account_on_other_authorization':
      return invalidRequest('This account does not belong to the authorization in relink_options[authorization].', {
        param: 'relink_options[account]',
      });
    case 'limit_not_one':
      return invalidRequest('A session that relinks one account takes limits[accounts] = 1 or none.', {
        param: 'limits[accounts]',
      });
    case 'filter_excludes_account':
      return invalidRequest(
        `The account to relink is of the subcategory '${problem.subcategory}', which this filter leaves out.`,
        { param: 'filters[account_subcategories]' },
      );
    case 'filter_names_other_institution':
      return invalidRequest('The authorization to relink is at another institution.', {
        param: 'filters[institution]',
      });
    case 'filter_names_other_country':
      return invalidRequest('The institution of the authorization to relink is outside of the country filter.', {
        param: 'filters',
      });
  }
}

const ACCOUNT = { param: 'relink_options[account]' };
const DELIVERY = { param: 'hosted[delivery_method]' };

/** Why a hosted relink is refused; what an e-mail needs is told as a matter of its delivery. */
export function hostedError(problem: HostedProblem): ApiError {
  switch (problem.type) {
    case 'disconnected':
      return invalidRequest('This account is disconnected, which cannot be undone. Link it anew.', ACCOUNT);
    case 'cannot_be_repaired':
      return invalidRequest('This account is inactive for a reason that a relink cannot repair.', ACCOUNT);
    case 'needs_no_relink':
      return invalidRequest(
        'A hosted relink is for accounts that are inactive, or whose tokenized account number is dead or expires within 30 days. This account works.',
        ACCOUNT,
      );
    case 'no_holder':
      return invalidRequest(
        'A hosted relink needs an account that belongs to a customer or a connected account. This account has no holder.',
        ACCOUNT,
      );
    case 'no_email':
      return invalidRequest(
        'The account holder has no email to write to. Set one, or use hosted[delivery_method] = url.',
        DELIVERY,
      );
    case 'email_not_confirmed':
      return invalidRequest(
        "In a sandbox, relink emails go only to confirmed members of your team. The account holder's email is not one of their addresses.",
        DELIVERY,
      );
    case 'asked_recently':
      return invalidRequest(
        `A relink email for this account was sent in the last 48 hours. The next one is possible at ${problem.next_at.toISOString()}, or once the customer has completed the relink.`,
        DELIVERY,
      );
  }
}
