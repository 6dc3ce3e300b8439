// What a merchant does with API keys: makes some, reads one again, rolls one with an overlap, revokes one.
import { notify } from '#database/transact.ts';
import type { Context } from '#domain/context.ts';
import { assert } from '#kernel/assert.ts';
import { after, HOUR_MS } from '#kernel/clock.ts';
import { OVERLAP_HOURS_MAX } from '#wire/dashboard_workspace.ts';
import { type ApiKey, type KeyPermissions, listKeys, openKey, storeKey } from './api_key_rows.ts';
import { type KeyKind, newKeyText } from './api_key_text.ts';

/** Told of every key that was rolled. */
export const KEYS_CHANNEL = 'relink_keys';

/** Per merchant and mode, rolled ones included as long as they work. */
export const MAX_KEYS = 100;

export interface MadeKey {
  row: ApiKey;
  /** The key in the clear. */
  key: string;
}

export async function createKey(
  context: Context,
  of: { kind: KeyKind; name: string | null; permissions: KeyPermissions | null },
): Promise<MadeKey | 'too_many'> {
  const { merchant, livemode } = context;
  assert((of.kind === 'restricted') === (of.permissions !== null), 'a restricted key has permissions, and no other');
  if (!(await roomForKey(context))) return 'too_many';
  return await insertKey(context, { ...of, merchant: merchant.id, livemode });
}

/** Holds the merchant until the transaction ends, so that two requests at once cannot both take the last place. */
async function roomForKey(context: Context): Promise<boolean> {
  const { trx, merchant } = context;
  await trx.selectFrom('merchants').select('id').where('id', '=', merchant.id).forNoKeyUpdate().execute();
  return (await listKeys(context, MAX_KEYS)).length < MAX_KEYS;
}

/** Null where it was sealed with another encryption key. */
export function revealKey({ vault }: Pick<Context, 'vault'>, row: ApiKey): string | null {
  return openKey(row, vault);
}

/**
 * Makes a successor with the same name and permissions; the key itself works on for `overlap_hours`. One that was rolled
 * before has its successor already. Without an overlap there is always room. `row` must be locked.
 */
export async function rollKey(
  context: Context,
  row: ApiKey,
  overlap_hours: number,
): Promise<MadeKey | 'rolled_before' | 'too_many'> {
  assert(overlap_hours >= 0 && overlap_hours <= OVERLAP_HOURS_MAX, 'a key overlaps for some hours');
  if (row.expires_at !== null) return 'rolled_before';
  if (overlap_hours > 0 && !(await roomForKey(context))) return 'too_many';
  const { merchant, livemode, kind, name, permissions } = row;
  const made = await insertKey(context, { merchant, livemode, kind, name, permissions });
  const expires_at = after(context.clock.now(), overlap_hours * HOUR_MS);
  await context.trx.updateTable('api_keys').set({ expires_at }).where('id', '=', row.id).execute();
  notify(context.trx, KEYS_CHANNEL);
  return made;
}

export async function revokeKey({ trx, clock }: Context, row: ApiKey): Promise<void> {
  await trx.updateTable('api_keys').set({ revoked_at: clock.now() }).where('id', '=', row.id).execute();
}

async function insertKey(context: Context, of: Parameters<typeof storeKey>[1]): Promise<MadeKey> {
  const key = newKeyText(of.kind, of.livemode, context.random);
  const row = await storeKey(context.trx, of, key, context);
  assert(row !== null, 'a key that was just made up is new');
  return { row, key };
}
