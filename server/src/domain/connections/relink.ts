// Whether a link may be relinked for a holder, and what a relink is for. Pure: rows in, a problem or an answer out.
import type { Holder, Permission, Row, Subcategory } from '#database/schema.ts';
import type { InstitutionId } from '#kernel/id.ts';
import { servesCountry } from './eligibility.ts';
import { sameHolder } from './holder.ts';
import { isWithinNotice } from './notice.ts';

/** Why a relink session cannot be made; worded as an error in inbound only. */
export type RelinkProblem =
  | { type: 'holder_differs' }
  | { type: 'authorization_disconnected' }
  | { type: 'account_disconnected' }
  | { type: 'account_on_other_authorization' }
  | { type: 'limit_not_one' }
  | { type: 'filter_excludes_account'; subcategory: Subcategory }
  | { type: 'filter_names_other_institution' }
  | { type: 'filter_names_other_country' };

export interface RelinkRequest extends Holder {
  authorization: Holder & Pick<Row<'authorizations'>, 'id' | 'status' | 'institution'>;
  account: Pick<Row<'accounts'>, 'authorization_id' | 'status' | 'subcategory'> | null;
  limit_accounts: number | null;
  filter_subcategories: Subcategory[] | null;
  filter_institution: InstitutionId | null;
  filter_countries: string[] | null;
  /** Where the authorization's institution serves. */
  countries: string[];
}

/** The first problem of a requested relink, or null. Rules: spec 2.2 and 3.3. */
export function relinkProblem(request: RelinkRequest): RelinkProblem | null {
  const { authorization, account, filter_subcategories } = request;
  if (!sameHolder(authorization, request)) return { type: 'holder_differs' };
  if (authorization.status === 'disconnected') return { type: 'authorization_disconnected' };
  if (request.filter_institution !== null && request.filter_institution !== authorization.institution) {
    return { type: 'filter_names_other_institution' };
  }
  if (!servesCountry(request, request.filter_countries)) return { type: 'filter_names_other_country' };
  if (account === null) return null;
  if (account.authorization_id !== authorization.id) return { type: 'account_on_other_authorization' };
  if (account.status === 'disconnected') return { type: 'account_disconnected' };
  if (request.limit_accounts !== null && request.limit_accounts !== 1) return { type: 'limit_not_one' };
  if (filter_subcategories !== null && !filter_subcategories.includes(account.subcategory)) {
    return { type: 'filter_excludes_account', subcategory: account.subcategory };
  }
  return null;
}

/** What a session about one account fills in by itself: payable accounts are interchangeable kinds, others are their own kind. */
export function targetedDefaults(subcategory: Subcategory): { filter_subcategories: Subcategory[]; limit_accounts: 1 } {
  const payable = subcategory === 'checking' || subcategory === 'savings';
  return { filter_subcategories: payable ? ['checking', 'savings'] : [subcategory], limit_accounts: 1 };
}

export type NumberTrouble = 'number_expired' | 'number_expiring' | 'number_revoked';

/** What is wrong with an account number at an instant of the customer's time; 30 days before its end counts, inclusively. */
export function numberTrouble(
  number: Pick<Row<'account_numbers'>, 'identifier_type' | 'status' | 'expected_expiry_at'> | null,
  now: Date,
): NumberTrouble | null {
  if (number === null || number.identifier_type !== 'tokenized_account_number') return null;
  if (number.status === 'expired') return 'number_expired';
  if (number.status === 'deactivated') return 'number_revoked';
  return isWithinNotice(number.expected_expiry_at, now) ? 'number_expiring' : null;
}

export interface PermissionChanges {
  added: Permission[];
  removed: Permission[];
}

export function permissionChanges(current: Permission[], requested: Permission[]): PermissionChanges {
  return {
    added: requested.filter((permission) => !current.includes(permission)),
    removed: current.filter((permission) => !requested.includes(permission)),
  };
}
