// SQL that shows transactions to merchants.
import { sql } from 'kysely';
import type { Row, Transaction } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import type { TransactionId } from '#kernel/id.ts';
import { presentTransaction } from '#wire/account_data.ts';

type Presented = ReturnType<typeof presentTransaction>;

/** The wire objects of rows already read, in the same order. */
export async function presentTransactions(
  trx: Transaction,
  rows: readonly Row<'transactions'>[],
  livemode: boolean,
): Promise<Presented[]> {
  if (rows.length === 0) return [];
  const refreshes = await trx
    .selectFrom('transaction_refreshes')
    .select(['id', 'attempt'])
    .where('attempt', 'in', [...new Set(rows.map((row) => row.refresh))])
    .execute();
  const ids = new Map(refreshes.map(({ id, attempt }) => [attempt, id]));
  return rows.map((row) => presentTransaction(row, livemode, ids.get(row.refresh)!));
}

/** Null where the merchant has no such transaction, or may no longer read it. */
export async function readableTransaction({ trx, merchant, livemode }: Context, id: string): Promise<Presented | null> {
  const row = await trx
    .selectFrom('transactions as t')
    .innerJoin('accounts as a', 'a.id', 't.account')
    .selectAll('t')
    .where('t.id', '=', id as TransactionId)
    .where('a.merchant', '=', merchant.id)
    .where('a.livemode', '=', livemode)
    .where('a.status', '<>', 'disconnected')
    .where(sql<boolean>`'transactions' = any(a.permissions)`)
    .executeTakeFirst();
  if (row === undefined) return null;
  const [presented] = await presentTransactions(trx, [row], livemode);
  return presented ?? null;
}
