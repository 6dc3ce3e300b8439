// What a merchant says about himself to customers: name, colour, logo, where to ask, languages.
import type { Updateable } from 'kysely';
import type { Row, Schema } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { type LogoType, logoHash } from './logo.ts';

/** Absent: unchanged; null: unset. */
export interface SettingsFields {
  name?: string | undefined;
  accent?: string | null | undefined;
  support_email?: string | null | undefined;
  support_url?: string | null | undefined;
  reply_to?: string | null | undefined;
  default_locale?: string | undefined;
  allowed_origins?: string[] | undefined;
}

export async function updateSettings(context: Context, fields: SettingsFields): Promise<Row<'merchants'>> {
  const changes: Updateable<Schema['merchants']> = Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  );
  if (Object.keys(changes).length === 0) return context.merchant;
  if (fields.default_locale !== undefined) await shareLanguage(context, fields.default_locale);
  return await write(context, changes);
}

/** Connected accounts have no language of their own: their customers are written to in their platform's. */
async function shareLanguage({ trx, merchant }: Context, default_locale: string): Promise<void> {
  await trx.updateTable('merchants').set({ default_locale }).where('platform', '=', merchant.id).execute();
}

export async function setLogo(context: Context, media_type: LogoType, body: Uint8Array): Promise<Row<'merchants'>> {
  const hash = logoHash(body);
  const created = context.clock.now();
  await context.trx
    .insertInto('merchant_logos')
    .values({ merchant: context.merchant.id, media_type, hash, body, created })
    .onConflict((conflict) => conflict.column('merchant').doUpdateSet({ media_type, hash, body, created }))
    .execute();
  return await write(context, { logo_url: `/logos/${hash}` });
}

export async function removeLogo(context: Context): Promise<Row<'merchants'>> {
  await context.trx.deleteFrom('merchant_logos').where('merchant', '=', context.merchant.id).execute();
  return await write(context, { logo_url: null });
}

function write({ trx, merchant }: Context, changes: Updateable<Schema['merchants']>): Promise<Row<'merchants'>> {
  return trx
    .updateTable('merchants')
    .set(changes)
    .where('id', '=', merchant.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}
