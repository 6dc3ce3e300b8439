// What an account holds at its reader's time: what it was opened with, what an operator set, and everything booked since.
import { bookedSums } from '#ledger/entries.ts';
import { computedSums } from '#ledger/history.ts';
import type { Account } from '#store/accounts.ts';
import type { Store } from '#store/database.ts';

/** Whole cents, as the bank tells them: on cards and loans `current` is what is owed. */
export interface Standing {
  current: number;
  /** To spend, or the unused part of a credit line, pending entries counted; null where the idea does not apply. */
  available: number | null;
  /** The whole of a credit line; null where there is none. */
  line: number | null;
}

interface Offsets {
  current_offset: number;
  available_offset: number;
}

/** The balances at this moment of the reader's time. */
export function standingOf(store: Store, account: Account, at: number): Standing {
  const { category, balance, available } = account.facts;
  const computed = computedSums(account, at);
  const booked = bookedSums(store, account, at);
  const offsets = offsetsOf(store, account);
  const posted = computed.posted + booked.posted;
  // Buying and selling moves an investor's cash, not what he has; money that comes in or goes out moves both.
  const moved = category === 'INVESTMENT_ACCOUNT' ? booked.posted : owes(account) ? -posted : posted;
  const current = cents(balance) + offsets.current_offset;
  const free = available === null ? null : cents(available) + offsets.available_offset;
  return {
    current: current + moved,
    available: free === null ? null : free + posted + computed.pending + booked.pending,
    line: category === 'LOC_ACCOUNT' && free !== null ? current + free : null,
  };
}

/** What an operator wants an account to hold at a moment. `available` left out: it moves by as much. */
export interface Wanted {
  at: number;
  current: number;
  available?: number;
}

/** Sets the balances at this moment; entries go on moving them. */
export function setBalance(store: Store, account: Account, wanted: Wanted): void {
  store.transact(() => {
    const standing = standingOf(store, account, wanted.at);
    const more = wanted.current - standing.current;
    const free =
      wanted.available === undefined || standing.available === null
        ? owes(account)
          ? -more
          : more
        : wanted.available - standing.available;
    store.run(
      `INSERT INTO balances (account_id, current_offset, available_offset) VALUES (?, ?, ?)
       ON CONFLICT (account_id) DO UPDATE SET current_offset = current_offset + excluded.current_offset,
         available_offset = available_offset + excluded.available_offset`,
      account.account_id,
      more,
      free,
    );
  });
}

/** Decimal text in dollars as whole cents. The caller has seen that it has at most two decimals. */
export function cents(dollars: string): number {
  return Math.round(Number(dollars) * 100);
}

/** Whole cents as decimal text in dollars. */
export function dollars(amount: number): string {
  return (amount / 100).toFixed(2);
}

function offsetsOf(store: Store, account: Account): Offsets {
  const sql = 'SELECT current_offset, available_offset FROM balances WHERE account_id = ?';
  return store.get<Offsets>(sql, account.account_id) ?? { current_offset: 0, available_offset: 0 };
}

function owes(account: Account): boolean {
  return account.facts.category === 'LOC_ACCOUNT' || account.facts.category === 'LOAN_ACCOUNT';
}
