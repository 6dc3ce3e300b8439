// Idempotency keys: one execution per key, its answer stored in the same transaction and replayed for a day.
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '#database/open.ts';
import type { Transaction } from '#database/schema.ts';
import type { Vault } from '#domain/context.ts';
import type { Caller } from '#domain/merchants/api_key.ts';
import { after, HOUR_MS } from '#kernel/clock.ts';
import type { RequestId } from '#kernel/id.ts';
import type { Place } from '#kernel/seal.ts';
import { fingerprint, sameBytes } from '#kernel/secret.ts';
import type { ApiWorld } from './api_world.ts';
import { keyInUse, keyMismatch, keyTooLong } from './errors.ts';
import type { FormHash } from './form.ts';

export const MAX_KEY_LENGTH = 255;
const KEPT_MS = 24 * HOUR_MS;
/** Twice as many as are stored meanwhile, so that a backlog shrinks. */
const PRUNE_EVERY = 500;
const MAX_PRUNED = 1000;

/** An answer as it goes out, or as it was stored. */
export interface Answer {
  status: number;
  body: string;
}

/** A POST with an `Idempotency-Key`. */
export interface KeyedRequest {
  caller: Caller;
  key: string;
  /** Over everything that must be the same when the key comes again. */
  hash: Uint8Array;
  now: Date;
}

/** The key of a request, null without one. Throws for one that is too long. */
export function idempotencyKey(request: Request): string | null {
  if (request.method !== 'POST') return null;
  const key = request.headers.get('idempotency-key');
  if (key === null || key === '') return null;
  if (key.length > MAX_KEY_LENGTH) throw keyTooLong(MAX_KEY_LENGTH);
  return key;
}

/** The fingerprint of method, path, version and parameters, in whatever order they were sent. */
export function requestHash(
  vault: Vault,
  request: { method: string; path: string; version: string; input: FormHash },
): Uint8Array {
  const { method, path, version, input } = request;
  return fingerprint(vault.fingerprint_key, method, path, version, JSON.stringify(sorted(input)));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, inner]) => [key, sorted(inner)]);
}

/** Names a key within one installation: the same text of another merchant or mode is another key. */
export function keyName({ caller, key }: Pick<KeyedRequest, 'caller' | 'key'>): string {
  return `${caller.merchant.id}|${caller.livemode ? 'live' : 'test'}|${key}`;
}

/**
 * Takes the key for the rest of the transaction and returns the answer stored under it, null where there is none yet.
 * Never waits: throws keyInUse when another process holds the key, keyMismatch when it was used for something else.
 */
export async function claimKey(
  trx: Transaction,
  vault: Vault,
  request: KeyedRequest,
): Promise<(Answer & { replayed_from: string }) | null> {
  const { caller, key, now } = request;
  const lock = createHash('sha256').update(keyName(request)).digest().readBigInt64BE();
  const { rows } = await sql<{
    locked: boolean;
    request_hash: Buffer | null;
    request_id: string;
    status: number;
    body: Buffer;
  }>`
    select pg_try_advisory_xact_lock(${String(lock)}::bigint) as locked, stored.request_hash, stored.request_id, stored.status, stored.body
    from (values (1)) as one
    left join idempotency_keys as stored on stored.merchant = ${caller.merchant.id} and stored.livemode = ${caller.livemode}
      and stored.key = ${key} and stored.created > ${after(now, -KEPT_MS)}`.execute(trx);
  const found = rows[0];
  if (found === undefined || !found.locked) throw keyInUse(key);
  if (found.request_hash === null) return null;
  if (!sameBytes(found.request_hash, request.hash)) throw keyMismatch(key);
  const body = vault.sealer.open(found.body, placeOf(request));
  return { status: found.status, body, replayed_from: found.request_id };
}

/** Another process stored an answer between our reading and our taking the lock; the request starts over and finds it. */
export class KeyTaken extends Error {
  override readonly name = 'KeyTaken';
}

/** Stores the answer, taking the place of one that is older than a day. Throws KeyTaken. */
export async function storeAnswer(
  trx: Transaction,
  vault: Vault,
  request: KeyedRequest,
  requestId: RequestId,
  answer: Answer,
): Promise<void> {
  const row = {
    request_hash: request.hash,
    request_id: requestId,
    status: answer.status,
    body: vault.sealer.seal(answer.body, placeOf(request)),
    created: request.now,
  };
  const stored = await trx
    .insertInto('idempotency_keys')
    .values({ merchant: request.caller.merchant.id, livemode: request.caller.livemode, key: request.key, ...row })
    .onConflict((conflict) =>
      conflict
        .columns(['merchant', 'livemode', 'key'])
        .doUpdateSet(row)
        .where('idempotency_keys.created', '<=', after(request.now, -KEPT_MS)),
    )
    .returning('key')
    .executeTakeFirst();
  if (stored === undefined) throw new KeyTaken();
}

function placeOf(request: KeyedRequest): Place {
  return { table: 'idempotency_keys', column: 'body', row: keyName(request) };
}

/**
 * Counts the answers that are stored and now and then deletes old ones, in step with how many come. Requests do not wait
 * for what it returns, which never rejects.
 */
export function createPruner({ database, clock, log }: ApiWorld): () => Promise<void> {
  let stored = 0;
  let running = false;
  return async () => {
    stored += 1;
    if (stored < PRUNE_EVERY || running) return;
    stored = 0;
    running = true;
    try {
      await pruneIdempotencyKeys(database, clock.now());
    } catch (error) {
      log.warn({ err: error }, 'old idempotency keys could not be deleted');
    } finally {
      running = false;
    }
  };
}

/** Deletes keys older than a day, at most a thousand per call; answers how many. */
export async function pruneIdempotencyKeys(database: Database, now: Date): Promise<number> {
  const { rows } = await sql<{ key: string }>`
    delete from idempotency_keys where (merchant, livemode, key) in (
      select merchant, livemode, key from idempotency_keys where created <= ${after(now, -KEPT_MS)}
      order by created limit ${MAX_PRUNED} for update skip locked) returning key`.execute(database.kysely);
  return rows.length;
}
