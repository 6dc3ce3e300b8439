// Past balances of an account: which days a refresh looks at, and what is kept of them.
import { sql } from 'kysely';
import { json } from '#database/json.ts';
import type { Transaction } from '#database/schema.ts';
import type { BankBalance, BankTransaction } from '#domain/connections/bank_data.ts';
import type { Context } from '#domain/context.ts';
import { after, DAY_MS } from '#kernel/clock.ts';
import { type AccountId, newId } from '#kernel/id.ts';
import { dayOf, endOfDay, inferDays } from './inferred_days.ts';
import { HISTORY_MS, type Span } from './transactions.ts';

/** Days told of already that are worked out again, because banks book late. */
const AGAIN_DAYS = 10;
/** What is booked on a day may have been transacted that much earlier. */
const BOOKED_LATE_MS = 30 * DAY_MS;

/** The amounts by day, summed up while pages are read, so that any number of transactions takes the room of 180 days. */
export interface DaySums {
  add(read: readonly BankTransaction[]): void;
  sums: ReadonlyMap<number, number>;
}

/** What is booked after the balance was drawn up is not in it. */
export function sumByDay({ as_of, currency }: BankBalance): DaySums {
  const sums = new Map<number, number>();
  return {
    sums,
    add: (read) => {
      for (const row of read) {
        const booked = row.posted_at ?? row.transacted_at;
        if (row.status !== 'posted' || row.currency !== currency || booked > as_of) continue;
        sums.set(dayOf(booked), (sums.get(dayOf(booked)) ?? 0) + row.amount);
      }
    },
  };
}

/** Which days to work out, and the transactions that takes. The first time, all that a bank looks back; whole days only. */
export async function daysToInfer(
  trx: Transaction,
  account: AccountId,
  now: Date,
): Promise<{ first: number; span: Span }> {
  const oldest = after(now, -HISTORY_MS);
  const told = await trx
    .selectFrom('inferred_balances')
    .select('as_of')
    .where('account', '=', account)
    .orderBy('as_of', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (told === undefined) return { first: dayOf(oldest) + 1, span: { from: oldest, to: now } };
  const first = Math.max(dayOf(told.as_of) - AGAIN_DAYS, dayOf(oldest) + 1);
  const from = Math.max(first * DAY_MS - BOOKED_LATE_MS, oldest.getTime());
  return { first, span: { from: new Date(from), to: now } };
}

/** Writes the days from `first` to the last whole one before the balance was drawn up. */
export async function storeInferred(
  context: Context,
  account: AccountId,
  balance: BankBalance,
  { first, sums }: { first: number; sums: ReadonlyMap<number, number> },
): Promise<void> {
  const { trx, random } = context;
  const last = dayOf(balance.as_of) - 1;
  if (last < first) return;
  const earlier = await trx
    .selectFrom('inferred_balances')
    .select('current')
    .where('account', '=', account)
    .where('as_of', '<', endOfDay(first))
    .orderBy('as_of', 'desc')
    .limit(1)
    .executeTakeFirst();
  const days = inferDays({ current: balance.current, sums, first, last, earlier: earlier?.current ?? null });
  const rows = days.map(({ day, current }) => ({
    id: newId('fcaib', random),
    as_of: endOfDay(day),
    current,
    currency: balance.currency,
  }));
  await trx
    .deleteFrom('inferred_balances')
    .where('account', '=', account)
    .where('as_of', '>=', endOfDay(first))
    .where(sql<boolean>`as_of <> all(${rows.map((row) => row.as_of)}::timestamptz[])`)
    .execute();
  await sql`insert into inferred_balances (id, account, as_of, currency, current)
    select n.id, ${account}, n.as_of, n.currency, n.current
    from jsonb_to_recordset(${json(rows)}) as n(id text, as_of timestamptz, currency text, current bigint)
    on conflict (account, as_of) do update set currency = excluded.currency, current = excluded.current`.execute(trx);
}
