// SQL of API keys, and the sealing of their texts.
import { type Kysely, type Selectable, type SqlBool, sql } from 'kysely';
import { json } from '#database/json.ts';
import type { Schema, Transaction } from '#database/schema.ts';
import type { Clock } from '#kernel/clock.ts';
import { type ApiKeyId, type MerchantId, newId, type Random } from '#kernel/id.ts';
import type { Place } from '#kernel/seal.ts';
import { hashSecret } from '#kernel/secret.ts';
import type { KeyLevel, KeyResource } from '#wire/dashboard_workspace.ts';
import type { Context, Vault } from '../context.ts';
import { type KeyKind, keyHint } from './api_key_text.ts';

export type ApiKey = Selectable<Schema['api_keys']>;
export type KeyPermissions = Partial<Record<KeyResource, KeyLevel>>;

/** What making keys needs besides the transaction. */
export interface KeyMaker {
  clock: Clock;
  random: Random;
  vault: Vault;
}

export interface NewKey {
  merchant: MerchantId;
  livemode: boolean;
  kind: KeyKind;
  /** Null for the keys that the sandbox is started with. */
  name: string | null;
  permissions: KeyPermissions | null;
}

/**
 * A key that was in force before and is stored again comes back, with everything about it as it is told now. Null where
 * the same text belongs to another merchant or is of another kind.
 */
export async function storeKey(trx: Transaction, of: NewKey, key: string, maker: KeyMaker): Promise<ApiKey | null> {
  const id = newId('mk', maker.random);
  const created = maker.clock.now();
  const told = { name: of.name, permissions: json(of.permissions), created, revoked_at: null, expires_at: null };
  const stored = await trx
    .insertInto('api_keys')
    .values({
      id,
      merchant: of.merchant,
      livemode: of.livemode,
      kind: of.kind,
      hash: hashSecret(key),
      sealed: maker.vault.sealer.seal(key, placeOf({ id, merchant: of.merchant })),
      hint: keyHint(key),
      last_used_at: null,
      ...told,
    })
    .onConflict((conflict) =>
      conflict
        .column('hash')
        .doUpdateSet(told)
        .where('api_keys.merchant', '=', of.merchant)
        .where('api_keys.livemode', '=', of.livemode)
        .where('api_keys.kind', '=', of.kind),
    )
    .returningAll()
    .executeTakeFirst();
  if (stored === undefined) return null;
  if (stored.id === id) return stored;
  // The row was sealed under its own id, and perhaps with an encryption key that is gone.
  const sealed = maker.vault.sealer.seal(key, placeOf(stored));
  await trx.updateTable('api_keys').set({ sealed }).where('id', '=', stored.id).execute();
  return { ...stored, sealed };
}

/** The text of a key; null where it was sealed with another encryption key. */
export function openKey(row: Pick<ApiKey, 'id' | 'merchant' | 'sealed'>, vault: Vault): string | null {
  try {
    return vault.sealer.open(row.sealed, placeOf(row));
  } catch {
    return null;
  }
}

/** The keys of the merchant and mode that work, the newest first. */
export async function listKeys(context: Context, limit: number): Promise<ApiKey[]> {
  return await inForce(context).orderBy('created', 'desc').orderBy('id').limit(limit).execute();
}

/** One that works, held until the transaction ends. */
export async function lockKey(context: Context, id: string): Promise<ApiKey | null> {
  const found = inForce(context).where('id', '=', id as ApiKeyId);
  return (await found.forUpdate().executeTakeFirst()) ?? null;
}

/** Erases the texts of keys that open nothing any more; their hashes stay, so that a caller is told what became of his key. */
export async function forgetEndedKeys(database: Kysely<Schema>, now: Date): Promise<void> {
  await database
    .updateTable('api_keys')
    .set({ sealed: new Uint8Array() })
    .where((row) => row.or([row('revoked_at', 'is not', null), row('expires_at', '<=', now)]))
    .where(sql<SqlBool>`octet_length(sealed) > 0`)
    .execute();
}

function inForce({ trx, clock, merchant, livemode }: Context) {
  return trx
    .selectFrom('api_keys')
    .selectAll()
    .where('merchant', '=', merchant.id)
    .where('livemode', '=', livemode)
    .where('revoked_at', 'is', null)
    .where((row) => row.or([row('expires_at', 'is', null), row('expires_at', '>', clock.now())]));
}

function placeOf({ id, merchant }: Pick<ApiKey, 'id' | 'merchant'>): Place {
  return { tenant: merchant, table: 'api_keys', column: 'sealed', row: id };
}
