// Holds the holder of a link while the link is written: whoever deletes him comes before it, or finds it and ends it.
import type { Holder, Transaction } from '#database/schema.ts';
import type { CustomerId, MerchantId } from '#kernel/id.ts';

/**
 * Until the transaction ends; before any authorization is locked. False where the holder was deleted, or the connected account
 * whose own customer he is.
 */
export async function holdHolder(trx: Transaction, of: Holder & { merchant: MerchantId }): Promise<boolean> {
  if (of.customer !== null && (await customerIsGone(trx, of.customer))) return false;
  const connected = [of.merchant, of.connected_account].filter((id) => id !== null);
  const rows = await trx
    .selectFrom('connected_accounts')
    .select('deleted_at')
    .where('id', 'in', connected)
    .orderBy('id')
    .forShare()
    .execute();
  return rows.every(({ deleted_at }) => deleted_at === null);
}

async function customerIsGone(trx: Transaction, id: CustomerId): Promise<boolean> {
  const row = await trx.selectFrom('customers').select('deleted_at').where('id', '=', id).forShare().executeTakeFirst();
  return row?.deleted_at !== null;
}
