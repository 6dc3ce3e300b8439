// The transactions of an account as its reader sees them at his time: the computed history and the booked entries, merged.
import { institutionOf } from '#data/institutions.ts';
import { bookedBelow } from '#ledger/entries.ts';
import { type Cursor, type Entry, isBelow, isShown, type PendingIds } from '#ledger/entry.ts';
import { computedBelow } from '#ledger/history.ts';
import type { Account } from '#store/accounts.ts';
import type { Store } from '#store/database.ts';

const DAY_MS = 86_400_000;
/** How far back the bank tells anything. */
const LOOK_BACK_MS = 730 * DAY_MS;
/** Above every id: below this come all entries of the moment, that moment included. */
const HIGHEST = '\uffff';

export interface Span {
  /** The reader's time. Later entries have not happened. */
  at: number;
  /** Both inclusive. */
  from: number;
  to: number;
  /** Where the page before ended; null for the first one. */
  after: Cursor | null;
  limit: number;
}

/** How this account's bank handles the ids of entries that post. */
export function pendingIdsOf(account: Account): PendingIds {
  return institutionOf(account.slug)?.pending_ids ?? 'kept';
}

/** One page, newest first. `next`: where it goes on; null at the end. */
export function transactionsOf(store: Store, account: Account, span: Span): { entries: Entry[]; next: Cursor | null } {
  const { at, limit } = span;
  const from = Math.max(span.from, at - LOOK_BACK_MS);
  const start = span.after ?? { transacted_at: Math.min(span.to, at), transaction_id: HIGHEST };
  const pendingIds = pendingIdsOf(account);
  const entries: Entry[] = [];
  for (const entry of merged(computedBelow(account, from, start), booked(store, account, from, start, limit))) {
    if (!isShown(entry, at, pendingIds)) continue;
    if (entries.length === limit) return { entries, next: entries.at(-1)! };
    entries.push(entry);
  }
  return { entries, next: null };
}

/** The booked entries below a cursor, read in pieces. */
function* booked(store: Store, account: Account, from: number, start: Cursor, piece: number): Generator<Entry> {
  let cursor: Cursor | undefined = start;
  while (cursor) {
    const entries: Entry[] = bookedBelow(store, account, from, cursor, piece);
    yield* entries;
    cursor = entries.length < piece ? undefined : entries.at(-1);
  }
}

/** Two lists that are sorted, newest first, as one. */
function* merged(one: Iterator<Entry>, other: Iterator<Entry>): Generator<Entry> {
  let left = one.next();
  let right = other.next();
  while (!left.done || !right.done) {
    if (right.done || (!left.done && isBelow(right.value, left.value))) {
      yield left.value;
      left = one.next();
    } else {
      yield right.value;
      right = other.next();
    }
  }
}
