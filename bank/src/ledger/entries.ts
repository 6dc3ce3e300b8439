// Entries that were booked, by the ACH desk or by an operator: rows beside the computed history.
import { randomUUID } from 'node:crypto';
import type { Cursor, Entry } from '#ledger/entry.ts';
import type { Account } from '#store/accounts.ts';
import type { Store } from '#store/database.ts';

/** An entry to book. Moments are milliseconds since 1970 in the time of the person it happens to. */
export interface Booking {
  account_id: string;
  /** Whole cents; negative: money leaves, or what is owed on a card or loan grows. */
  amount: number;
  description: string;
  transacted_at: number;
  /** When it stops being pending. Null: it stays pending until `settleTransaction`. Left out: it never is. */
  settles_at?: number | null;
  /** What it is from then on; `posted` where left out. */
  outcome?: Entry['outcome'];
  /** A new one where left out. */
  transaction_id?: string;
}

const COLUMNS = 'transaction_id, amount, description, transacted_at, settles_at, pends, outcome';

/**
 * Books an entry: readers see it among the account's transactions from `transacted_at` on. While it is pending it lowers or
 * raises what is available; once posted it moves the balance.
 */
export function bookTransaction(store: Store, booking: Booking): Entry {
  const { transacted_at, settles_at = transacted_at } = booking;
  const entry: Entry = {
    transaction_id: booking.transaction_id ?? randomUUID(),
    amount: booking.amount,
    description: booking.description,
    transacted_at,
    settles_at: settles_at === null ? null : Math.max(settles_at, transacted_at),
    pends: settles_at === null || settles_at > transacted_at ? 1 : 0,
    outcome: booking.outcome ?? 'posted',
  };
  store.run(
    `INSERT INTO transactions (account_id, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    booking.account_id,
    entry.transaction_id,
    entry.amount,
    entry.description,
    entry.transacted_at,
    entry.settles_at,
    entry.pends,
    entry.outcome,
  );
  return entry;
}

/** What becomes of a pending entry, and when. `amount`: what is booked in the end, where it differs. */
export interface Settling {
  at: number;
  outcome: Entry['outcome'];
  amount?: number;
}

/** Settles an entry that is pending at that moment; false where the account has no such one. */
export function settleTransaction(store: Store, account: Account, transaction_id: string, settling: Settling): boolean {
  const settled = store.run(
    `UPDATE transactions SET settles_at = ?, outcome = ?, amount = coalesce(?, amount)
     WHERE account_id = ? AND transaction_id = ? AND transacted_at <= ? AND (settles_at IS NULL OR settles_at > ?)`,
    settling.at,
    settling.outcome,
    settling.amount ?? null,
    account.account_id,
    transaction_id,
    settling.at,
    settling.at,
  );
  return settled === 1;
}

/** A booked entry of this account, or undefined. */
export function bookedEntry(store: Store, account: Account, transaction_id: string): Entry | undefined {
  return store.get<Entry>(
    `SELECT ${COLUMNS} FROM transactions WHERE account_id = ? AND transaction_id = ?`,
    account.account_id,
    transaction_id,
  );
}

/** At most `limit` booked entries below the cursor and not before `from`, newest first. */
export function bookedBelow(store: Store, account: Account, from: number, cursor: Cursor, limit: number): Entry[] {
  return store.all<Entry>(
    `SELECT ${COLUMNS} FROM transactions
     WHERE account_id = ? AND transacted_at >= ? AND (transacted_at, transaction_id) < (?, ?)
     ORDER BY transacted_at DESC, transaction_id DESC LIMIT ?`,
    account.account_id,
    from,
    cursor.transacted_at,
    cursor.transaction_id,
    limit,
  );
}

/** What the booked entries add to an account by this moment: posted, and still pending. */
export function bookedSums(store: Store, account: Account, at: number): { posted: number; pending: number } {
  return store.get<{ posted: number; pending: number }>(
    `SELECT coalesce(sum(CASE WHEN settles_at <= ? AND outcome = 'posted' THEN amount END), 0) AS posted,
       coalesce(sum(CASE WHEN settles_at IS NULL OR settles_at > ? THEN amount END), 0) AS pending
     FROM transactions WHERE account_id = ? AND transacted_at <= ?`,
    at,
    at,
    account.account_id,
    at,
  )!;
}
