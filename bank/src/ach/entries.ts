// Entries of originators: taken once each, decided by what the account is at that moment, told for ever after.
import { createHash } from 'node:crypto';
import type { Rejection, Verdict } from '#ach/magic_numbers.ts';
import { type Addressed, type Receipt, receive } from '#ach/receiver.ts';
import { bookTransaction } from '#ledger/entries.ts';
import type { Store } from '#store/database.ts';
import { timeOf } from '#store/people.ts';

/** How long an entry is on its way in real time; not at all where it names a time or the person has a set one. */
const UNDER_WAY_MS = 2_000;

export interface NewEntry extends Addressed {
  trace_number: string;
  direction: 'debit' | 'credit';
  /** Whole cents. */
  amount: number;
  currency: string;
  /** What the customer reads on his statement. */
  company_name: string;
  individual_name: string | null;
  /** Milliseconds since 1970 on the originator's word for the customer's time: the entry ends at once. Null: real time. */
  effective_at: number | null;
}

/** What an originator is told. `pending` also where the network never ends it. */
export interface EntryView {
  trace_number: string;
  status: 'pending' | 'settled' | 'returned' | 'rejected';
  /** Of a returned entry: Nacha's code. */
  return_code: string | null;
  /** Of a rejected entry. */
  reason: Rejection | null;
  /** Of a settled entry: the customer said afterwards that he had not agreed, with this code. */
  disputed_with: string | null;
}

interface Row {
  trace_number: string;
  digest: string;
  verdict: string;
  ends_at_real: number;
}

/**
 * Takes an entry. The same one again is the same entry; nothing moves twice.
 * @returns null where the trace number stands for another entry already
 */
export function submit(store: Store, client_id: string, entry: NewEntry): EntryView | null {
  return store.transact(() => {
    const digest = digestOf(entry);
    const known = rowOf(store, client_id, entry.trace_number);
    if (known) return known.digest === digest ? view(known) : null;
    const receipt = receive(store, entry);
    const verdict: Verdict =
      entry.currency === 'usd' ? receipt.verdict : { status: 'rejected', reason: 'invalid_currency' };
    const at_once = entry.effective_at !== null || (receipt.person?.set_time ?? null) !== null;
    const under_way = at_once ? 0 : UNDER_WAY_MS;
    const row: Row = {
      trace_number: entry.trace_number,
      digest,
      verdict: JSON.stringify(verdict),
      ends_at_real: Date.now() + under_way,
    };
    insert(store, client_id, row, entry, receipt);
    if (verdict.status === 'settled') settle(store, entry, receipt, under_way);
    return view(row);
  });
}

/** An entry as it stands, or null where the client submitted none with this trace number. */
export function entryOf(store: Store, client_id: string, trace_number: string): EntryView | null {
  const row = rowOf(store, client_id, trace_number);
  return row ? view(row) : null;
}

/** The entries that reached an account, oldest first; for the operator. */
export function entriesOf(store: Store, account_id: string): Record<string, unknown>[] {
  return store.all(
    `SELECT trace_number, direction, amount, company_name, json_extract(verdict, '$.status') AS status,
       json_extract(verdict, '$.code') AS return_code
     FROM ach_entries WHERE account_id = ? ORDER BY rowid`,
    account_id,
  );
}

/** Until the entry has ended it stands among the account's transactions as pending. */
function settle(store: Store, entry: NewEntry, { account, person }: Receipt, under_way: number): void {
  if (account === null) return;
  const transacted_at = person === null ? Date.now() : timeOf(person);
  bookTransaction(store, {
    account_id: account.account_id,
    amount: entry.direction === 'debit' ? -entry.amount : entry.amount,
    description: entry.company_name,
    transacted_at,
    settles_at: transacted_at + under_way,
  });
}

function insert(store: Store, client_id: string, row: Row, entry: NewEntry, { account }: Receipt): void {
  store.run(
    `INSERT INTO ach_entries (client_id, trace_number, digest, direction, account_id, amount, company_name,
       effective_at, verdict, ends_at_real) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    client_id,
    row.trace_number,
    row.digest,
    entry.direction,
    account?.account_id ?? null,
    entry.amount,
    entry.company_name,
    entry.effective_at,
    row.verdict,
    row.ends_at_real,
  );
}

function rowOf(store: Store, client_id: string, trace_number: string): Row | undefined {
  const sql =
    'SELECT trace_number, digest, verdict, ends_at_real FROM ach_entries WHERE client_id = ? AND trace_number = ?';
  return store.get<Row>(sql, client_id, trace_number);
}

function view({ trace_number, verdict: kept, ends_at_real }: Row): EntryView {
  const verdict: Verdict = JSON.parse(kept);
  const ended = Date.now() >= ends_at_real && verdict.status !== 'processing';
  const told: EntryView = { trace_number, status: 'pending', return_code: null, reason: null, disputed_with: null };
  if (!ended) return told;
  return {
    ...told,
    status: verdict.status as EntryView['status'],
    return_code: verdict.status === 'returned' ? verdict.code : null,
    reason: verdict.status === 'rejected' ? verdict.reason : null,
    disputed_with: verdict.status === 'settled' && verdict.disputed ? 'R10' : null,
  };
}

/** Tells a repeated entry from another one under the same number, without keeping the digits. */
function digestOf(entry: NewEntry): string {
  const { trace_number, direction, routing_number, account_number, account_id, amount, currency } = entry;
  const said = JSON.stringify([trace_number, direction, routing_number, account_number, account_id, amount, currency]);
  return createHash('sha256').update(said).digest('base64url');
}
