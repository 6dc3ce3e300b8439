// Transactions of requests: what another transaction got in the way of is run again, a few times.
import { isSerializationOrDeadlock } from '#database/errors.ts';
import type { Database } from '#database/open.ts';
import type { Transaction } from '#database/schema.ts';

const MAX_ATTEMPTS = 4;

/** `again` tells further errors after which the same work may succeed. */
export async function transact<T>(
  database: Database,
  work: (trx: Transaction) => Promise<T>,
  again: (error: unknown) => boolean = () => false,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await database.transact(work);
    } catch (error) {
      if (attempt >= MAX_ATTEMPTS || !(isSerializationOrDeadlock(error) || again(error))) throw error;
    }
  }
}
