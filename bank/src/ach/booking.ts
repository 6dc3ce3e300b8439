// Booking what an entry moved on the account it reached.
import type { Account } from '#store/accounts.ts';
import type { Store } from '#store/database.ts';

export interface Booking {
  /** Whole cents; negative takes money off the account. */
  amount: number;
  description: string;
  /** Milliseconds since 1970 on the person's time. */
  at: number;
  /** The trace number. */
  reference: string;
}

/** Moves the account's balance. It may go below zero: what becomes of an entry hangs on numbers and on the operator, not on its past. */
export function book(store: Store, account: Account, { amount }: Booking): void {
  const { balance, available } = account.facts;
  const facts = {
    ...account.facts,
    balance: moved(balance, amount),
    available: available === null ? null : moved(available, amount),
  };
  store.run('UPDATE accounts SET facts = ? WHERE account_id = ?', JSON.stringify(facts), account.account_id);
}

function moved(dollars: string, cents: number): string {
  const total = Math.round(Number(dollars) * 100) + cents;
  const digits = String(Math.abs(total)).padStart(3, '0');
  return `${total < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
