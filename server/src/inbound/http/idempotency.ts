// Idempotency keys: one execution per key, its answer stored in the same transaction and replayed for a day.
import { createHash } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '#database/open.ts';
import type { Row, Transaction } from '#database/schema.ts';
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

/** What is stored under a key: the answer, or the job that the first request waited for. */
export type Stored = { replayed_from: string } & (Answer | { job: number });

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

/**
 * The fingerprint of method, path, version and parameters, in whatever order they were sent; and of what a restricted key may
 * do, or that it is a publishable one: it is not shown the answer of one that may do more.
 */
export function requestHash(
  vault: Vault,
  request: {
    method: string;
    path: string;
    version: string;
    input: FormHash;
    caller: Pick<Caller, 'kind' | 'permissions'>;
  },
): Uint8Array {
  const { method, path, version, input, caller } = request;
  const { kind, permissions } = caller;
  const restricted =
    permissions !== null ? [JSON.stringify(sorted(permissions))] : kind === 'publishable' ? [kind] : [];
  return fingerprint(vault.fingerprint_key, method, path, version, JSON.stringify(sorted(input)), ...restricted);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, inner]) => [key, sorted(inner)]);
}

type Named = Pick<KeyedRequest, 'caller' | 'key'>;

/** Names a key within one installation: the same text of another merchant or mode is another key. */
export function keyName(named: Named): string {
  const { merchant, livemode } = named.caller;
  return `${merchant.id}|${livemode ? 'live' : 'test'}|${storedKey(named)}`;
}

/** Everybody has the publishable key, so what pages send is kept apart: no header's value begins with a space. */
function storedKey({ caller, key }: Named): string {
  return caller.kind === 'publishable' ? ` ${key}` : key;
}

/**
 * Takes the key for the rest of the transaction and returns what is stored under it, null where there is nothing yet.
 * Never waits: throws keyInUse when another process holds the key, keyMismatch when it was used for something else.
 */
export async function claimKey(trx: Transaction, vault: Vault, request: KeyedRequest): Promise<Stored | null> {
  const lock = createHash('sha256').update(keyName(request)).digest().readBigInt64BE();
  return await readKey(trx, vault, request, sql`pg_try_advisory_xact_lock(${String(lock)}::bigint)`);
}

/** The same without taking the key. Throws keyMismatch. */
export async function lookUpKey(trx: Transaction, vault: Vault, request: KeyedRequest): Promise<Stored | null> {
  return await readKey(trx, vault, request, sql`true`);
}

interface Found {
  locked: boolean;
  request_hash: Buffer | null;
  request_id: string;
  job: number | null;
  status: number | null;
  body: Buffer | null;
}

async function readKey(
  trx: Transaction,
  vault: Vault,
  request: KeyedRequest,
  lock: RawBuilder<unknown>,
): Promise<Stored | null> {
  const { caller, key, now } = request;
  const { rows } = await sql<Found>`
    select ${lock} as locked, stored.request_hash, stored.request_id, stored.job, stored.status, stored.body
    from (values (1)) as one
    left join idempotency_keys as stored on stored.merchant = ${caller.merchant.id} and stored.livemode = ${caller.livemode}
      and stored.key = ${storedKey(request)} and stored.created > ${after(now, -KEPT_MS)}`.execute(trx);
  const found = rows[0];
  if (found === undefined || !found.locked) throw keyInUse(key);
  if (found.request_hash === null) return null;
  if (!sameBytes(found.request_hash, request.hash)) throw keyMismatch(key);
  const { status, body, job, request_id: replayed_from } = found;
  if (status !== null && body !== null) {
    return { status, body: vault.sealer.open(body, placeOf(request)), replayed_from };
  }
  return { job: Number(job), replayed_from };
}

/** Another process stored an answer between our reading and our taking the lock; the request starts over and finds it. */
export class KeyTaken extends Error {
  override readonly name = 'KeyTaken';
}

/** Stores the answer, taking the place of the job that it waited for, or of what is older than a day. Throws KeyTaken. */
export async function storeAnswer(
  trx: Transaction,
  vault: Vault,
  request: KeyedRequest,
  requestId: string,
  answer: Answer,
): Promise<void> {
  const body = vault.sealer.seal(answer.body, placeOf(request));
  await store(trx, request, requestId, { job: null, status: answer.status, body });
}

/** Leaves a trace of a request whose answer waits for a job, so that whoever comes again waits for that job, too. Throws KeyTaken. */
export async function storeJob(
  trx: Transaction,
  request: KeyedRequest,
  requestId: RequestId,
  job: number,
): Promise<void> {
  await store(trx, request, requestId, { job, status: null, body: null });
}

async function store(
  trx: Transaction,
  request: KeyedRequest,
  requestId: string,
  what: Pick<Row<'idempotency_keys'>, 'job' | 'status' | 'body'>,
): Promise<void> {
  const row = { request_hash: request.hash, request_id: requestId, created: request.now, ...what };
  const over = after(request.now, -KEPT_MS);
  const stored = await trx
    .insertInto('idempotency_keys')
    .values({
      merchant: request.caller.merchant.id,
      livemode: request.caller.livemode,
      key: storedKey(request),
      ...row,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['merchant', 'livemode', 'key'])
        .doUpdateSet(row)
        .where((is) =>
          is.or([
            is('idempotency_keys.created', '<=', over),
            is.and([is('idempotency_keys.status', 'is', null), is('idempotency_keys.request_hash', '=', request.hash)]),
          ]),
        ),
    )
    .returning('key')
    .executeTakeFirst();
  if (stored === undefined) throw new KeyTaken();
}

function placeOf(request: KeyedRequest): Place {
  return { tenant: request.caller.merchant.id, table: 'idempotency_keys', column: 'body', row: keyName(request) };
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
