// An entry of an account, and what it is at a moment of its reader's time: pending, posted or void. Pure.

const CURSOR = /^(-?\d{1,16})_([\w.-]{1,100})$/;

/** Moments are milliseconds since 1970 in the person's time. */
export interface Entry {
  /** Stays the same for the bank; `toldIds` has what a recipient is told. */
  transaction_id: string;
  /** Whole cents; negative: money leaves, or a purchase raises what is owed. */
  amount: number;
  description: string;
  transacted_at: number;
  /** When it stops being pending; null while nobody knows. Not before `transacted_at`. */
  settles_at: number | null;
  /** 1 where it is pending first, however short; under a set time no time may pass in between. */
  pends: 0 | 1;
  /** What it is from then on. */
  outcome: 'posted' | 'void';
}

export type EntryStatus = 'pending' | 'posted' | 'void';

/** How a bank handles the id of an entry that posts: it keeps it, or gives a new one and names the old one. */
export type PendingIds = 'kept' | 'replaced';

/** The caller has seen that it has happened by then. */
export function statusOf(entry: Entry, at: number): EntryStatus {
  return entry.settles_at === null || entry.settles_at > at ? 'pending' : entry.outcome;
}

/** A bank that replaces ids drops a void entry; one that keeps them says that it is void. */
export function isShown(entry: Entry, at: number, pendingIds: PendingIds): boolean {
  return entry.transacted_at <= at && (pendingIds === 'kept' || statusOf(entry, at) !== 'void');
}

/** The id that a recipient is told at this moment, and the id of the pending entry that this one replaces. */
export function toldIds(entry: Entry, at: number, pendingIds: PendingIds): { id: string; replaces: string | null } {
  const { transaction_id: id } = entry;
  if (pendingIds === 'kept') return { id, replaces: null };
  const whilePending = `${id}-p`;
  if (statusOf(entry, at) === 'pending') return { id: whilePending, replaces: null };
  return { id, replaces: entry.pends ? whilePending : null };
}

/** Where a list of entries goes on: below this one. */
export interface Cursor {
  transacted_at: number;
  transaction_id: string;
}

/** A cursor as text that a URL takes. */
export function writeCursor({ transacted_at, transaction_id }: Cursor): string {
  return `${transacted_at}_${transaction_id}`;
}

/** Null where the text is no cursor. */
export function readCursor(text: string): Cursor | null {
  const [, moment, transaction_id] = CURSOR.exec(text) ?? [];
  if (moment === undefined || transaction_id === undefined) return null;
  return { transacted_at: Number(moment), transaction_id };
}

/** Newest first; entries of one moment by id. */
export function isBelow(entry: Cursor, cursor: Cursor): boolean {
  if (entry.transacted_at !== cursor.transacted_at) return entry.transacted_at < cursor.transacted_at;
  return entry.transaction_id < cursor.transaction_id;
}
