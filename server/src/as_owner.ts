// Runs a rule as the merchant and mode that a row belongs to.
import type { Transaction } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { openContext } from '#domain/open_context.ts';
import type { TestClockId } from '#kernel/id.ts';
import type { World } from './world.ts';

/** A row that is gone needs nothing. */
export async function asOwnerOf(
  world: World,
  trx: Transaction,
  table: 'authorizations' | 'accounts' | 'sessions' | 'setup_intents' | 'payment_intents',
  id: string,
  rule: (context: Context, row: { test_clock: TestClockId | null }) => Promise<void>,
): Promise<void> {
  const row = await trx
    .selectFrom(table)
    .select(['merchant', 'livemode', 'test_clock'])
    .where('id', '=', id as never)
    .executeTakeFirst();
  if (row !== undefined) await rule(await openContext(world, trx, row), row);
}
