// Merchants: one installation serves many of them.
import type { Row, Transaction } from '#database/schema.ts';
import type { Clock } from '#kernel/clock.ts';
import { newId, type Random } from '#kernel/id.ts';

export async function createMerchant(
  trx: Transaction,
  name: string,
  { clock, random }: { clock: Clock; random: Random },
): Promise<Row<'merchants'>> {
  const values = {
    id: newId('acct', random),
    name,
    accent: null,
    logo_url: null,
    support_email: null,
    support_url: null,
    allowed_origins: [],
    reply_to: null,
    created: clock.now(),
  };
  return await trx.insertInto('merchants').values(values).returningAll().executeTakeFirstOrThrow();
}
