// Merchants: one installation serves many of them.
import { sql } from 'kysely';
import type { Row, Transaction } from '#database/schema.ts';
import type { Clock } from '#kernel/clock.ts';
import { type MerchantId, newId, type Random } from '#kernel/id.ts';

export const MERCHANT_NAME_MAX = 100;
export const MERCHANTS_LISTED_MAX = 1_000;

/** What is wrong with a name, as the end of a sentence; null where nothing is. */
export function nameProblem(name: string): string | null {
  if (name.trim() === '') return 'is empty';
  if (name.length > MERCHANT_NAME_MAX) return `has more than ${MERCHANT_NAME_MAX} characters`;
  // It stands in the From line of mails.
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name)) return 'is not one line';
  return /\p{Bidi_Control}/u.test(name) ? 'has a character that turns the direction of writing' : null;
}

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

/** A business of the installation; not a connected account. */
export async function findMerchant(trx: Transaction, id: string): Promise<Row<'merchants'> | null> {
  const found = trx
    .selectFrom('merchants')
    .selectAll()
    .where('id', '=', id as MerchantId)
    .where('platform', 'is', null);
  return (await found.executeTakeFirst()) ?? null;
}

export async function renameMerchant(trx: Transaction, id: MerchantId, name: string): Promise<Row<'merchants'>> {
  return await trx.updateTable('merchants').set({ name }).where('id', '=', id).returningAll().executeTakeFirstOrThrow();
}

/** Businesses, without their connected accounts: the oldest first, with the addresses of their confirmed owners. */
export async function listMerchants(
  trx: Transaction,
): Promise<{ merchants: { id: MerchantId; name: string; created: Date; owners: string[] }[]; more: boolean }> {
  const rows = await trx
    .selectFrom('merchants as m')
    .select(['m.id', 'm.name', 'm.created'])
    .select(
      sql<string[]>`array(
        select email from members
        where merchant = m.id and role = 'owner' and confirmed_at is not null and removed_at is null
        order by sequence limit 10)`.as('owners'),
    )
    .where('m.platform', 'is', null)
    .orderBy('m.created')
    .orderBy('m.id')
    .limit(MERCHANTS_LISTED_MAX + 1)
    .execute();
  return { merchants: rows.slice(0, MERCHANTS_LISTED_MAX), more: rows.length > MERCHANTS_LISTED_MAX };
}
