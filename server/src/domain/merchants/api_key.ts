// Who is behind an API key: found by its hash, remembered for seconds. And the keys that the sandbox is started with.
import { sql } from 'kysely';
import type { Database } from '#database/open.ts';
import type { Row, Transaction } from '#database/schema.ts';
import { connectedMerchant } from '#domain/connected_accounts/connected_account_rows.ts';
import { after, type Clock, MINUTE_MS, SECOND_MS } from '#kernel/clock.ts';
import type { ApiKeyId, MerchantId } from '#kernel/id.ts';
import { hashSecret } from '#kernel/secret.ts';
import { type KeyMaker, type KeyPermissions, openKey, storeKey } from './api_key_rows.ts';
import { isLiveKey, type KeyKind, newKeyText } from './api_key_text.ts';
import { createMerchant } from './merchant.ts';

/** Who calls: the merchant and the mode of the key. */
export interface Caller {
  /** The key's own, or the connected account that the key's merchant acts as. */
  merchant: Row<'merchants'>;
  /** The key's own merchant where it acts as one of its connected accounts, else null. */
  platform: Row<'merchants'> | null;
  livemode: boolean;
  kind: KeyKind;
  /** For messages and logs: the kind of the key and its last characters. */
  hint: string;
  /** Of a restricted key; null: all that its kind may do. */
  permissions: KeyPermissions | null;
}

export interface KeyRing {
  /**
   * Null for a key that does not exist or is revoked; `expired` for one that was rolled and whose overlap is over; `other_mode`
   * for one that says that it is of the mode which this process does not serve.
   */
  find(secret: string): Promise<Caller | 'expired' | 'other_mode' | null>;
  /** The same caller as one of its merchant's connected accounts of this mode; null where there is none of that id. */
  actAs(caller: Caller, account: string): Promise<Caller | null>;
}

const CACHED_KEYS = 500;
/** How long a revoked key or a changed merchant may still be served by this process. Real time. */
const CACHED_MS = 5 * SECOND_MS;
/** The use of a key is written down this often at most. */
const TOUCH_EVERY_MS = MINUTE_MS;
// Any number that nothing else locks; nodes that start at once take turns on it.
const ADVISORY_LOCK = 7_365_432_002;

interface Report {
  debug(about: object, message: string): void;
}

interface Known {
  id: ApiKeyId;
  caller: Caller;
  expires_at: Date | null;
  last_used_at: Date | null;
  read_at: number;
}

/** Looks keys up by hash, with a small memory so that not every request reads the table, and writes down when they were used. */
export function createKeyRing(world: { database: Database; clock: Clock; log: Report }): KeyRing {
  const cache = new Map<string, Known>();
  return {
    async find(secret) {
      if (isLiveKey(secret) === !world.database.livemode) return 'other_mode';
      const hash = hashSecret(secret);
      const name = Buffer.from(hash).toString('base64');
      const now = world.clock.now();
      const known = fresh(cache.get(name), now) ?? (await readKey(world.database, hash, now));
      if (known === null) {
        cache.delete(name);
        return null;
      }
      if (!cache.has(name) && cache.size >= CACHED_KEYS) cache.delete(cache.keys().next().value as string);
      cache.set(name, known);
      if (known.expires_at !== null && known.expires_at <= now) return 'expired';
      touch(world, known, now);
      return known.caller;
    },
    async actAs(caller, account) {
      const { merchant: platform, livemode } = caller;
      const merchant = await connectedMerchant(world.database.kysely, { platform: platform.id, livemode }, account);
      return merchant && { ...caller, merchant, platform };
    },
  };
}

function fresh(known: Known | undefined, now: Date): Known | null {
  if (known === undefined) return null;
  const age = now.getTime() - known.read_at;
  // A clock that was set back makes nothing younger than it is.
  return age >= 0 && age < CACHED_MS ? known : null;
}

async function readKey(database: Database, hash: Uint8Array, now: Date): Promise<Known | null> {
  const row = await database.kysely
    .selectFrom('api_keys')
    .innerJoin('merchants', 'merchants.id', 'api_keys.merchant')
    .selectAll('merchants')
    .select(['api_keys.id as key', 'api_keys.livemode', 'api_keys.kind', 'api_keys.hint', 'api_keys.permissions'])
    .select(['api_keys.expires_at', 'api_keys.last_used_at'])
    .where('api_keys.hash', '=', hash)
    .where('api_keys.livemode', '=', database.livemode)
    .where('api_keys.revoked_at', 'is', null)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { key, livemode, kind, hint, permissions, expires_at, last_used_at, ...merchant } = row;
  const caller = { merchant, platform: null, livemode, kind, hint, permissions };
  return { id: key, caller, expires_at, last_used_at, read_at: now.getTime() };
}

/** Beside the request, which neither waits for it nor fails with it. */
function touch({ database, log }: { database: Database; log: Report }, known: Known, now: Date): void {
  const long_ago = after(now, -TOUCH_EVERY_MS);
  if (known.last_used_at !== null && known.last_used_at > long_ago) return;
  known.last_used_at = now;
  database.kysely
    .updateTable('api_keys')
    .set({ last_used_at: now })
    .where('id', '=', known.id)
    .where((row) => row.or([row('last_used_at', 'is', null), row('last_used_at', '<=', long_ago)]))
    .execute()
    .catch((error: unknown) => log.debug({ key: known.id, error: String(error) }, 'the use of a key was not noted'));
}

/** Keys named by configuration; null where the platform makes and keeps one of its own. */
export interface SandboxKeys {
  secret_key: string | null;
  publishable_key: string | null;
}

/** The standard pair in the clear. */
export interface StandardKeys {
  secret_key: string;
  publishable_key: string;
  /** Kinds whose key by configuration was rolled or revoked, so that another one is in its place. */
  ended: StandardKind[];
}

type StandardKind = 'secret' | 'publishable';

/**
 * The sandbox's merchant with its keys in the clear, to be printed at the start. Made at the first call and the same
 * ever after; one that was rolled since then is its successor, and a key named by configuration takes the place of the
 * one before, unless it was rolled or revoked itself. Safe with several nodes starting at once.
 */
export async function ensureSandboxMerchant(
  trx: Transaction,
  keys: SandboxKeys | null,
  maker: KeyMaker,
): Promise<{ merchant: Row<'merchants'> } & StandardKeys> {
  await sql`select pg_advisory_xact_lock(${ADVISORY_LOCK}::bigint)`.execute(trx);
  const found = await trx
    .selectFrom('merchants')
    .selectAll()
    .where('platform', 'is', null)
    .orderBy('created')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  const merchant = found ?? (await createMerchant(trx, 'Sandbox Merchant', maker));
  return { merchant, ...(await standardKeys(trx, { merchant: merchant.id, livemode: false }, keys, maker)) };
}

/** Whose keys, and of which mode. */
export interface KeyOwner {
  merchant: MerchantId;
  livemode: boolean;
}

/** The pair that every merchant begins with: made at the first call, the same at the next. */
export async function standardKeys(
  trx: Transaction,
  owner: KeyOwner,
  keys: SandboxKeys | null,
  maker: KeyMaker,
): Promise<StandardKeys> {
  const secret = await ensureKey(trx, owner, 'secret', keys?.secret_key ?? null, maker);
  const publishable = await ensureKey(trx, owner, 'publishable', keys?.publishable_key ?? null, maker);
  const ended: StandardKind[] = [];
  if (secret.ended) ended.push('secret');
  if (publishable.ended) ended.push('publishable');
  return { secret_key: secret.key, publishable_key: publishable.key, ended };
}

/** Standard keys are the ones without a name: those that operators make have one. */
async function ensureKey(
  trx: Transaction,
  { merchant, livemode }: KeyOwner,
  kind: StandardKind,
  configured: string | null,
  maker: KeyMaker,
): Promise<{ key: string; ended: boolean }> {
  // A key that leaked must not come back because the configuration still names it.
  const ended = configured !== null && (await hasEnded(trx, merchant, configured));
  const wanted = ended ? null : configured;
  const kept = await trx
    .selectFrom('api_keys')
    .selectAll()
    .where('merchant', '=', merchant)
    .where('livemode', '=', livemode)
    .where('kind', '=', kind)
    .where('name', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', 'is', null)
    .orderBy('created', 'desc')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  const current = kept === undefined ? null : openKey(kept, maker.vault);
  if (current !== null && (wanted === null || wanted === current)) return { key: current, ended };
  if (kept !== undefined && current === null && wanted === null) {
    // A new key in its place would lock out every client that has the old one, without a word.
    throw new Error('the kept API keys cannot be read: RELINK_ENCRYPTION_KEY is not the one they were sealed with');
  }
  const key = wanted ?? newKeyText(kind, livemode, maker.random);
  // Otherwise a key that was replaced because it leaked would go on working. Nothing of it stays: configuration may name it again.
  if (kept !== undefined) await trx.deleteFrom('api_keys').where('id', '=', kept.id).execute();
  const of = { merchant, livemode, kind, name: null, permissions: null };
  const stored = await storeKey(trx, of, key, maker);
  if (stored === null) throw new Error('the configured API key already belongs to another merchant');
  return { key, ended };
}

/** Whether the merchant rolled or revoked the key; one whose overlap runs still has its successor already. */
async function hasEnded(trx: Transaction, merchant: MerchantId, key: string): Promise<boolean> {
  const row = await trx
    .selectFrom('api_keys')
    .select(['revoked_at', 'expires_at'])
    .where('hash', '=', hashSecret(key))
    .where('merchant', '=', merchant)
    .executeTakeFirst();
  return row !== undefined && (row.revoked_at !== null || row.expires_at !== null);
}
