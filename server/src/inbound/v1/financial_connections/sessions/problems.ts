// What the problems of a requested relink read like.
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
