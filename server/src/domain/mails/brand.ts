// Whose mail it is, as its reader sees it: the merchant's name, colour, logo and where to ask.
import type { Context } from '#domain/context.ts';
import type { Brand } from '#emails/types.ts';

/** `public_url`: our own origin, the only one that mails load a picture from. */
export async function brandOf(
  { trx, merchant, livemode }: Pick<Context, 'trx' | 'merchant' | 'livemode'>,
  public_url: string,
): Promise<Brand> {
  const logo = await trx
    .selectFrom('merchant_logos')
    .select('hash')
    .where('merchant', '=', merchant.id)
    .executeTakeFirst();
  return {
    merchant: merchant.name,
    accent: merchant.accent,
    logo_url: logo === undefined ? null : `${public_url}/logos/${logo.hash}`,
    support_email: merchant.support_email,
    support_url: merchant.support_url,
    sandbox: !livemode,
  };
}
