// What the problems of asking for an account's data, and of reading it, read like.
import type { DataProblem } from '#domain/account_data/features.ts';
import { type ApiError, invalidRequest } from '#inbound/http/errors.ts';

const INACTIVE = 'financial_connections_account_inactive';

/** `param`: the parameter that named the data or the account; null where the URL does. */
export function dataError(problem: DataProblem, param: string | null): ApiError {
  const named = param === null ? {} : { param };
  switch (problem.type) {
    case 'disconnected':
      return invalidRequest(
        'This account is disconnected, so its data can neither be refreshed nor read. Link it anew to get data again.',
        { code: INACTIVE },
      );
    case 'inactive':
      return invalidRequest(
        'This account is inactive, so its data cannot be refreshed. Its status_details.inactive.action tells whether a relink repairs it.',
        { code: INACTIVE },
      );
    case 'not_covered':
      return invalidRequest(
        `The customer has not allowed '${problem.feature}' of this account: it takes ${inWords(problem.permissions)}. A relink session can ask for it.`,
        named,
      );
    case 'not_offered':
      return invalidRequest(`There is no '${problem.feature}' for an account of this kind at its institution.`, named);
    case 'too_early':
      return invalidRequest(
        `The '${problem.feature}' of this account was refreshed a moment ago. The next refresh is possible at ${problem.next_at.toISOString()}.`,
        named,
      );
    case 'never_refreshed':
      return invalidRequest(
        'The transactions of this account have not been refreshed with success yet. Refresh or subscribe to them, and wait for financial_connections.account.refreshed_transactions.',
        { code: 'financial_connections_no_successful_transaction_refresh' },
      );
  }
}

function inWords(permissions: readonly string[]): string {
  const names = permissions.map((name) => `'${name}'`).join(' and ');
  return permissions.length === 1 ? `the permission ${names}` : `the permissions ${names}`;
}
