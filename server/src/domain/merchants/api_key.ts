// API keys: making them, finding the merchant behind one by its hash, and the sandbox's own merchant and keys.
import { sql } from 'kysely';
import { json } from '#database/json.ts';
import type { Database } from '#database/open.ts';
import type { Row, Transaction } from '#database/schema.ts';
import { type Clock, SECOND_MS } from '#kernel/clock.ts';
import { newId, type Random, randomText } from '#kernel/id.ts';
import { hashSecret } from '#kernel/secret.ts';
import type { Vault } from '../context.ts';

export type KeyKind = Row<'api_keys'>['kind'];

/** Who calls: the merchant and the mode of the key. */
export interface Caller {
  merchant: Row<'merchants'>;
  livemode: boolean;
  kind: KeyKind;
  /** For messages and logs: the kind of the key and its last characters. */
  hint: string;
}

export interface KeyRing {
  /** Null for a key that does not exist or is revoked. */
  find(secret: string): Promise<Caller | null>;
}

const CACHED_KEYS = 500;
// How long a revoked key or a changed merchant may still be served by this process. Real time.
const CACHED_MS = 5 * SECOND_MS;
const TAIL_LENGTH = 48;
const HINT_TAIL = 4;
// Any number that nothing else locks; nodes that start at once take turns on it.
const ADVISORY_LOCK = 7_365_432_002;

/** Looks keys up by hash, with a small memory so that not every request reads the table. */
export function createKeyRing(database: Database): KeyRing {
  const cache = new Map<string, { caller: Caller; until: number }>();
  return {
    async find(secret) {
      const hash = hashSecret(secret);
      const name = Buffer.from(hash).toString('base64');
      const cached = cache.get(name);
      if (cached !== undefined && cached.until > performance.now()) return cached.caller;
      cache.delete(name);
      const caller = await readKey(database, hash);
      if (caller === null) return null;
      if (cache.size >= CACHED_KEYS) cache.delete(cache.keys().next().value as string);
      cache.set(name, { caller, until: performance.now() + CACHED_MS });
      return caller;
    },
  };
}

async function readKey(database: Database, hash: Uint8Array): Promise<Caller | null> {
  const row = await database.kysely
    .selectFrom('api_keys')
    .innerJoin('merchants', 'merchants.id', 'api_keys.merchant')
    .selectAll('merchants')
    .select(['api_keys.livemode', 'api_keys.kind', 'api_keys.hint'])
    .where('api_keys.hash', '=', hash)
    .where('api_keys.revoked_at', 'is', null)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { livemode, kind, hint, ...merchant } = row;
  return { merchant, livemode, kind, hint };
}

/** `sk_test_…abcd`: enough to tell keys apart, too little to use. */
export function keyHint(secret: string): string {
  return `${keyPrefix(secret)}…${secret.slice(-HINT_TAIL)}`;
}

/** As Stripe shows a key that it refuses: stars, then the last four characters; never a whole short one. */
export function maskKey(secret: string): string {
  const prefix = keyPrefix(secret);
  const rest = secret.slice(prefix.length);
  const shown = rest.length > 2 * HINT_TAIL ? rest.slice(-HINT_TAIL) : '';
  return `${prefix}${'*'.repeat(Math.min(rest.length - shown.length, TAIL_LENGTH))}${shown}`;
}

function keyPrefix(secret: string): string {
  return /^(?:sk|pk|rk)_(?:test|live)_/.exec(secret)?.[0] ?? '';
}

/** Keys named by configuration; null where the platform makes and keeps one of its own. */
export interface SandboxKeys {
  secret_key: string | null;
  publishable_key: string | null;
}

/** What making keys needs besides the transaction. */
export interface KeyMaker {
  clock: Clock;
  random: Random;
  vault: Vault;
}

/**
 * The sandbox's merchant with its keys in the clear, to be printed at the start. Made at the first call and the same
 * ever after; a key named by configuration takes the place of the one before. Safe with several nodes starting at once.
 */
export async function ensureSandboxMerchant(
  trx: Transaction,
  keys: SandboxKeys | null,
  maker: KeyMaker,
): Promise<{ merchant: Row<'merchants'>; secret_key: string; publishable_key: string }> {
  await sql`select pg_advisory_xact_lock(${ADVISORY_LOCK}::bigint)`.execute(trx);
  const found = await trx
    .selectFrom('merchants')
    .selectAll()
    .orderBy('created')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  const merchant = found ?? (await createMerchant(trx, 'Sandbox Merchant', maker));
  return {
    merchant,
    secret_key: await ensureKey(trx, merchant, 'secret', keys?.secret_key ?? null, maker),
    publishable_key: await ensureKey(trx, merchant, 'publishable', keys?.publishable_key ?? null, maker),
  };
}

async function createMerchant(trx: Transaction, name: string, maker: KeyMaker): Promise<Row<'merchants'>> {
  const values = {
    id: newId('acct', maker.random),
    name,
    accent: null,
    logo_url: null,
    support_email: null,
    support_url: null,
    allowed_origins: [],
    reply_to: null,
    created: maker.clock.now(),
  };
  return trx.insertInto('merchants').values(values).returningAll().executeTakeFirstOrThrow();
}

async function ensureKey(
  trx: Transaction,
  merchant: Row<'merchants'>,
  kind: KeyKind,
  wanted: string | null,
  maker: KeyMaker,
): Promise<string> {
  const kept = await trx
    .selectFrom('api_keys')
    .selectAll()
    .where('merchant', '=', merchant.id)
    .where('livemode', '=', false)
    .where('kind', '=', kind)
    .where('revoked_at', 'is', null)
    .orderBy('created', 'desc')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  const current = kept === undefined ? null : openKey(kept, maker.vault);
  if (current !== null && (wanted === null || wanted === current)) return current;
  if (kept !== undefined && current === null && wanted === null) {
    // A new key in its place would lock out every client that has the old one, without a word.
    throw new Error('the kept API keys cannot be read: RELINK_ENCRYPTION_KEY is not the one they were sealed with');
  }
  const key = wanted ?? `${kind === 'secret' ? 'sk' : 'pk'}_test_${randomText(TAIL_LENGTH, maker.random)}`;
  if (kept !== undefined) {
    // Otherwise a key that was replaced because it leaked would go on working.
    await trx.updateTable('api_keys').set({ revoked_at: maker.clock.now() }).where('id', '=', kept.id).execute();
  }
  await storeKey(trx, { merchant, kind, livemode: false }, key, maker);
  return key;
}

/** Null where it was sealed with another encryption key. */
function openKey(row: Row<'api_keys'>, vault: Vault): string | null {
  try {
    return vault.sealer.open(row.sealed, placeOf(row.id));
  } catch {
    return null;
  }
}

async function storeKey(
  trx: Transaction,
  of: { merchant: Row<'merchants'>; kind: KeyKind; livemode: boolean },
  key: string,
  maker: KeyMaker,
): Promise<void> {
  const id = newId('mk', maker.random);
  const created = maker.clock.now();
  const stored = await trx
    .insertInto('api_keys')
    .values({
      id,
      merchant: of.merchant.id,
      livemode: of.livemode,
      kind: of.kind,
      hash: hashSecret(key),
      sealed: maker.vault.sealer.seal(key, placeOf(id)),
      hint: keyHint(key),
      created,
      revoked_at: null,
      name: null,
      permissions: json(null),
      expires_at: null,
      last_used_at: null,
    })
    // A key that was in force before and is named again comes back; one of another merchant does not change hands.
    .onConflict((conflict) =>
      conflict
        .column('hash')
        .doUpdateSet({ revoked_at: null, created })
        .where('api_keys.merchant', '=', of.merchant.id)
        .where('api_keys.kind', '=', of.kind),
    )
    .returning('id')
    .executeTakeFirst();
  if (stored === undefined) throw new Error('the configured API key already belongs to another merchant');
  if (stored.id === id) return;
  // The row was sealed under its own id, and perhaps with an encryption key that is gone.
  const sealed = maker.vault.sealer.seal(key, placeOf(stored.id));
  await trx.updateTable('api_keys').set({ sealed }).where('id', '=', stored.id).execute();
}

function placeOf(id: string): { table: string; column: string; row: string } {
  return { table: 'api_keys', column: 'sealed', row: id };
}
