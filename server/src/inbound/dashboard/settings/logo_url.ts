// Where a merchant's logo is served; the name changes with the picture, so it may be kept for ever.
import type { Context } from '#domain/context.ts';

export async function logoUrl({ trx, merchant }: Pick<Context, 'trx' | 'merchant'>): Promise<string | null> {
  const logo = await trx
    .selectFrom('merchant_logos')
    .select('hash')
    .where('merchant', '=', merchant.id)
    .executeTakeFirst();
  return logo === undefined ? null : `/logos/${logo.hash}`;
}
