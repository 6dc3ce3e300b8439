// Tokens of bank accounts: what a page hands to the merchant's server instead of digits. Each is used once.
import type { Row, Transaction } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { type BankTokenId, newId } from '#kernel/id.ts';
import { type BankAccountDetails, keptDigits } from './bank_account.ts';

export type BankToken = Row<'bank_tokens'>;

/** `client_ip`: of the page that asked for it; null where a server or the flow did. */
export async function createBankToken(
  context: Context,
  { number, ...details }: BankAccountDetails,
  client_ip: string | null,
): Promise<BankToken> {
  const { trx, random, clock, merchant, livemode } = context;
  const id = newId('btok', random);
  return await trx
    .insertInto('bank_tokens')
    .values({
      ...details,
      ...keptDigits(context, 'bank_tokens', id, number),
      id,
      merchant: merchant.id,
      livemode,
      bank_account: newId('ba', random),
      client_ip,
      used_at: null,
      created: clock.now(),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Null where the merchant has none of that id in this mode. `lock` holds it until the transaction ends. */
export async function findBankToken(
  { trx, merchant, livemode }: Context,
  id: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<BankToken | null> {
  const query = trx
    .selectFrom('bank_tokens')
    .selectAll()
    .where('id', '=', id as BankTokenId)
    .where('merchant', '=', merchant.id)
    .where('livemode', '=', livemode);
  return (await (lock ? query.forUpdate() : query).executeTakeFirst()) ?? null;
}

/** Forgets those that were made before, used or not; tells how many. */
export async function forgetTokens(trx: Transaction, before: Date, limit: number): Promise<number> {
  const old = trx.selectFrom('bank_tokens').select('id').where('created', '<', before).orderBy('created').limit(limit);
  const deleted = await trx.deleteFrom('bank_tokens').where('id', 'in', old).executeTakeFirst();
  return Number(deleted.numDeletedRows);
}
