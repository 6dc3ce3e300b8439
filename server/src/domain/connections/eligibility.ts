// Which institutions and which of their accounts may be chosen in a session. Pure.
import type { Row } from '#database/schema.ts';
import type { BankAccount } from './bank.ts';

export type Ineligible = 'closed' | 'filtered' | 'not_payable';

type Session = Pick<
  Row<'sessions'>,
  'filter_subcategories' | 'filter_payment_support' | 'permissions' | 'relink_account'
>;

/** Deposit accounts are the only ones that a US bank transfer can use (spec 1.2). */
export function payable(account: Pick<BankAccount, 'subcategory'>): boolean {
  return account.subcategory === 'checking' || account.subcategory === 'savings';
}

/** Whether an institution may be offered under a country filter; null: any. */
export function servesCountry(
  institution: Pick<Row<'institutions'>, 'countries'>,
  filter: Row<'sessions'>['filter_countries'],
): boolean {
  return filter === null || institution.countries.some((country) => filter.includes(country));
}

/** Why an account cannot be chosen, or null when it can. */
export function ineligible(session: Session, account: BankAccount): Ineligible | null {
  if (account.state === 'closed') return 'closed';
  const kinds = session.filter_subcategories as string[] | null;
  if (kinds !== null && !kinds.includes(account.subcategory)) return 'filtered';
  if (session.filter_payment_support === 'all' && !payable(account)) return 'not_payable';
  return null;
}
