// An account's transactions, kept in step with the bank's: written once each, changed in place, a page at a time.
import { sql } from 'kysely';
import { json } from '#database/json.ts';
import type { Row, Transaction } from '#database/schema.ts';
import type { BankTransaction } from '#domain/connections/bank_data.ts';
import type { Context } from '#domain/context.ts';
import { after, DAY_MS } from '#kernel/clock.ts';
import { type AccountId, newId } from '#kernel/id.ts';
import { lockRefresh, type RefreshKey, refreshOf } from './refresh_rows.ts';

/** How far back a first refresh reads. Rule: spec 2.1. */
export const HISTORY_MS = 180 * DAY_MS;
/** How far before the last known point later ones begin: banks book late and date back. */
const OVERLAP_MS = 10 * DAY_MS;

/** What a refresh reads, both ends included. */
export interface Span {
  from: Date;
  to: Date;
}

/**
 * From where the account's transactions were left: the last posted one, the oldest that still pends or the last good refresh,
 * whichever is earliest, and a bit before. However long the account could not be read, no gap is left, up to what banks look back.
 */
export async function spanToRead(trx: Transaction, account: AccountId, now: Date): Promise<Span> {
  const first = { from: after(now, -HISTORY_MS), to: now };
  const last = (await refreshOf(trx, account, 'transactions'))?.succeeded_at;
  if (!last) return first;
  const posted = await edgeOf(trx, account, 'posted', 'desc');
  const pending = await edgeOf(trx, account, 'pending', 'asc');
  const known = [last, posted ?? first.from, pending ?? last].map((instant) => instant.getTime());
  const from = new Date(Math.max(Math.min(...known) - OVERLAP_MS, first.from.getTime()));
  return { from, to: now };
}

async function edgeOf(
  trx: Transaction,
  account: AccountId,
  status: 'posted' | 'pending',
  direction: 'asc' | 'desc',
): Promise<Date | null> {
  const row = await trx
    .selectFrom('transactions')
    .select('transacted_at')
    .where('account', '=', account)
    .where('status', '=', sql.lit(status))
    .orderBy('transacted_at', direction)
    .orderBy('sequence', direction)
    .limit(1)
    .executeTakeFirst();
  return row?.transacted_at ?? null;
}

/** Stores one page. False when the refresh is no longer under way: then nothing is stored, and there is no use in reading on. */
export async function storePage(
  context: Context,
  key: RefreshKey,
  read: readonly BankTransaction[],
  now: Date,
): Promise<boolean> {
  const { trx } = context;
  const refresh = await lockRefresh(trx, key);
  if (refresh === null) return false;
  const page = [...new Map(read.map((row) => [row.id, row])).values()];
  if (await wasRenamed(trx, refresh)) await adoptTwins(trx, key, page);
  if (page.length > 0) await writePage(context, key, page, now);
  return true;
}

async function writePage(context: Context, key: RefreshKey, page: BankTransaction[], now: Date): Promise<void> {
  const { trx, random } = context;
  const { account, attempt } = key;
  await takePlaces(trx, account, page);
  const rows = page.map(({ id: bank_transaction, transacted_at, posted_at, supersedes: _, ...row }) => ({
    ...row,
    id: newId('fctxn', random),
    bank_transaction,
    transacted_at,
    posted_at: row.status === 'posted' ? (posted_at ?? transacted_at) : null,
  }));
  // What is the same as before keeps its `updated` and its refresh; what was posted never pends again.
  await sql`insert into transactions as t (id, account, bank_transaction, status, amount, currency, description,
      transacted_at, posted_at, void_at, refresh, updated)
    select n.id, ${account}, n.bank_transaction, n.status, n.amount, n.currency, n.description, n.transacted_at, n.posted_at,
      case when n.status = 'void' then ${now}::timestamptz end, ${attempt}::bigint, ${now}::timestamptz
    from jsonb_to_recordset(${json(rows)}) as n(id text, bank_transaction text, status text, amount bigint, currency text,
      description text, transacted_at timestamptz, posted_at timestamptz)
    order by n.transacted_at, n.bank_transaction
    on conflict (account, bank_transaction) do update set
      status = excluded.status, amount = excluded.amount, currency = excluded.currency, description = excluded.description,
      transacted_at = excluded.transacted_at, posted_at = excluded.posted_at,
      void_at = case when excluded.status = 'void' then coalesce(t.void_at, excluded.void_at) end,
      refresh = excluded.refresh, updated = excluded.updated
    where not (t.status = 'posted' and excluded.status = 'pending')
      and (t.status, t.amount, t.currency, t.description, t.transacted_at, coalesce(t.posted_at, 'epoch'))
        is distinct from (excluded.status, excluded.amount, excluded.currency, excluded.description, excluded.transacted_at,
          coalesce(excluded.posted_at, 'epoch'))`.execute(trx);
}

/**
 * A posted one under a new id takes the place of the pending one that it replaces, so the merchant's id stays. One that names a
 * posted one is a reversal beside it. Those that are held are few, so they are looked up first.
 */
async function takePlaces(trx: Transaction, account: AccountId, page: readonly BankTransaction[]): Promise<void> {
  const successors = new Map(page.flatMap(({ id, supersedes }) => (supersedes === null ? [] : [[supersedes, id]])));
  if (successors.size === 0) return;
  const held = await heldAmong(trx, account, [...successors.keys()]);
  if (held.length === 0) return;
  const taken = new Set((await heldAmong(trx, account, [...successors.values()])).map((row) => row.bank_transaction));
  for (const { id, bank_transaction, status } of held) {
    const successor = successors.get(bank_transaction);
    if (status === 'posted' || successor === undefined || taken.has(successor)) continue;
    await trx.updateTable('transactions').set({ bank_transaction: successor }).where('id', '=', id).execute();
    taken.add(successor);
  }
}

/** Whether the bank has given the account another id since it was read with success last. */
async function wasRenamed(trx: Transaction, { account, bank_account }: Row<'account_refreshes'>): Promise<boolean> {
  if (bank_account === null) return false;
  const now = await trx.selectFrom('accounts').select('bank_account').where('id', '=', account).executeTakeFirst();
  return now !== undefined && now.bank_account !== bank_account;
}

/**
 * With the account its transactions have got other ids. What is new by its id and was there before in moment, amount and words is
 * the same one: it takes over the other's place, each of several alike another one.
 */
async function adoptTwins(trx: Transaction, key: RefreshKey, page: readonly BankTransaction[]): Promise<void> {
  const { account, attempt } = key;
  const ids = page.map(({ id }) => id);
  const known = new Set((await heldAmong(trx, account, ids)).map((row) => row.bank_transaction));
  for (const { id, transacted_at, amount, description } of page) {
    if (known.has(id)) continue;
    const twin = trx
      .selectFrom('transactions')
      .select('id')
      .where('account', '=', account)
      .where('transacted_at', '=', transacted_at)
      .where('amount', '=', amount)
      .where('description', '=', description)
      .where('refresh', '<', attempt)
      .where(sql<boolean>`bank_transaction <> all(${ids}::text[])`)
      .orderBy('sequence')
      .limit(1);
    await trx
      .updateTable('transactions')
      .set({ bank_transaction: id, refresh: attempt })
      .where('id', '=', twin)
      .execute();
  }
}

/** One lookup in the index of identities per id, whatever the database believes of the table. */
async function heldAmong(trx: Transaction, account: AccountId, ids: string[]) {
  const { rows } = await sql<Pick<Row<'transactions'>, 'id' | 'bank_transaction' | 'status'>>`
    select held.* from unnest(${ids}::text[]) as wanted (id)
    cross join lateral (
      select t.id, t.bank_transaction, t.status from transactions t
      where t.account = ${account} and t.bank_transaction = wanted.id limit 1
    ) held`.execute(trx);
  return rows;
}

/**
 * After a whole span was read: what pends here and was not told any more was dropped by the bank. The span reaches back to the
 * oldest of them; what has pended for longer than banks look back will never post.
 */
export async function voidDropped(
  context: Context,
  { account, attempt }: RefreshKey,
  read: { until: Date; pending: readonly string[] },
  now: Date,
): Promise<void> {
  await context.trx
    .updateTable('transactions')
    .set({ status: 'void', void_at: now, refresh: attempt, updated: now })
    .where('account', '=', account)
    .where('status', '=', sql.lit('pending'))
    .where('transacted_at', '<=', read.until)
    .where(sql<boolean>`bank_transaction <> all(${read.pending as string[]}::text[])`)
    .execute();
}
