// A context for the platform's own work, where no API request brings one along.
import type { Transaction } from '#database/schema.ts';
import type { Clock } from '#kernel/clock.ts';
import type { MerchantId, Random } from '#kernel/id.ts';
import type { Context, Vault } from './context.ts';

export async function openContext(
  base: { clock: Clock; random: Random; vault: Vault },
  trx: Transaction,
  owner: { merchant: MerchantId; livemode: boolean },
): Promise<Context> {
  const merchant = await trx
    .selectFrom('merchants')
    .selectAll()
    .where('id', '=', owner.merchant)
    .executeTakeFirstOrThrow();
  return {
    trx,
    clock: base.clock,
    random: base.random,
    vault: base.vault,
    merchant,
    livemode: owner.livemode,
    request: null,
  };
}
