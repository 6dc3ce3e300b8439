// Typing in the numbers of an account instead of choosing a bank: where the customer may. Pure.
import type { Row } from '#database/schema.ts';
import type { FlowView } from '#wire/flow.ts';

/** Numbers as they are typed in are those of accounts in the United States. */
const COUNTRY = 'US';

type Session = Pick<
  Row<'sessions'>,
  | 'manual_entry'
  | 'relink_authorization'
  | 'permissions'
  | 'filter_subcategories'
  | 'filter_countries'
  | 'filter_institution'
>;

/**
 * Never in a relink, which typed numbers could not repair; not for data alone, of which they give none; and not past a filter
 * that nobody can hold them to. They count as a checking account's (spec 3.12, 7.5).
 */
export function manualEntryOf(session: Session): FlowView['manual_entry'] {
  const { manual_entry, filter_subcategories, filter_countries } = session;
  const fits =
    session.relink_authorization === null &&
    session.permissions.includes('payment_method') &&
    session.filter_institution === null &&
    (filter_subcategories === null || filter_subcategories.includes('checking')) &&
    (filter_countries === null || filter_countries.includes(COUNTRY));
  return fits && manual_entry !== null ? manual_entry : 'disabled';
}
