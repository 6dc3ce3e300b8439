// Runs an endpoint in one transaction, under its idempotency key where it has one, and renders what it returns.
import { DatabaseUnavailable, isLockTimeout, isSerializationOrDeadlock } from '#database/errors.ts';
import type { Transaction } from '#database/schema.ts';
import type { Caller } from '#domain/merchants/api_key.ts';
import { waitForJob } from '#jobs/wait.ts';
import { assert } from '#kernel/assert.ts';
import type { RequestId } from '#kernel/id.ts';
import { type ApiVersion, render } from '#wire/versions.ts';
import type { ApiWorld } from './api_world.ts';
import { type Deferred, type Endpoint, isDeferred, isRefusal, type RequestContext, type Sender } from './endpoint.ts';
import { ApiError, type ErrorType, internalError, keyInUse, tookTooLong } from './errors.ts';
import { type Expansions, expand } from './expand.ts';
import {
  type Answer,
  claimKey,
  type KeyedRequest,
  KeyTaken,
  keyName,
  lookUpKey,
  storeAnswer,
  storeJob,
} from './idempotency.ts';
import { hideOpeners } from './openers.ts';
import { transact as transactAgain } from './transact.ts';

const JOB_TIMEOUT_MS = 30_000;

/** What execution needs besides the request. */
export interface Engine {
  world: ApiWorld;
  expansions: Expansions;
  /** Idempotency keys whose first request is running in this process. */
  in_use: Set<string>;
  /** Told of every answer that is stored. */
  stored: () => Promise<void>;
}

/** A request that is allowed and well-formed. */
export interface Call {
  id: RequestId;
  caller: Caller;
  sender: Sender;
  version: ApiVersion;
  endpoint: Endpoint;
  path: Record<string, string>;
  params: Record<string, unknown>;
  expand: string[][];
  keyed: KeyedRequest | null;
  /** What the answer's header tells; the same of a work that is tried again is told once. */
  warnings: Set<string>;
}

/** With the id of the first request where the answer is a replay, and the error of work that was kept although refused. */
export type Outcome = Answer & { replayed_from?: string; refused?: ApiError };

/** Throws ApiError, or whatever went wrong on our side. */
export function runCall(engine: Engine, call: Call): Promise<Outcome> {
  return call.keyed === null ? runOnce(engine, call) : runKeyed(engine, call, call.keyed);
}

async function runOnce(engine: Engine, call: Call): Promise<Outcome> {
  const outcome = await transact(engine, (trx) => execute(engine, call, trx));
  if ('status' in outcome) return outcome;
  await jobDone(engine, outcome.job, false);
  return transact(engine, (trx) => present(engine, call, trx));
}

/**
 * The same under an idempotency key. The answer is stored by the transaction that did the work; an error, by one that
 * holds nothing else, because the work was rolled back. Work that a job does is stored as that job until there is an answer:
 * a request that comes again, after a crash or at another process, waits for the same job.
 */
async function runKeyed(engine: Engine, call: Call, keyed: KeyedRequest): Promise<Outcome> {
  const { world, in_use } = engine;
  const name = keyName(keyed);
  if (in_use.has(name)) throw keyInUse(keyed.key);
  in_use.add(name);
  try {
    const outcome = await transact(engine, async (trx) => {
      const stored = await claimKey(trx, world.vault, keyed);
      if (stored !== null) return stored;
      const result = await execute(engine, call, trx);
      if ('status' in result) await storeAnswer(trx, world.vault, keyed, call.id, result);
      else await storeJob(trx, keyed, call.id, result.job);
      return result;
    });
    if ('status' in outcome) return outcome;
    await jobDone(engine, outcome.job, true);
    return await transact(engine, (trx) => presentKeyed(engine, call, keyed, trx));
  } catch (error) {
    await storeFailure(engine, call, keyed, error);
    throw error;
  } finally {
    in_use.delete(name);
    void engine.stored();
  }
}

/** The answer of a job that is done, stored once: of two processes that waited for it, the later one replays. */
async function presentKeyed(engine: Engine, call: Call, keyed: KeyedRequest, trx: Transaction): Promise<Outcome> {
  const { vault } = engine.world;
  const stored = await lookUpKey(trx, vault, keyed);
  if (stored !== null && 'status' in stored) return stored;
  const answer = await present(engine, call, trx);
  const first = stored?.replayed_from ?? call.id;
  await storeAnswer(trx, vault, keyed, first, answer);
  return first === call.id ? answer : { ...answer, replayed_from: first };
}

/** Stores the answer that an error becomes, unless the same request may still succeed. Never throws. */
async function storeFailure(engine: Engine, call: Call, keyed: KeyedRequest, error: unknown): Promise<void> {
  if (isPassing(error)) return;
  const failure = error instanceof ApiError ? error : internalError(call.id);
  if (!failure.executed) return;
  const answer = { status: failure.status, body: pretty(failure.json()) };
  const { vault, log } = engine.world;
  try {
    await transact(engine, (trx) => storeAnswer(trx, vault, keyed, call.id, answer));
  } catch (storing) {
    // Another process has stored an answer of its own, and that one counts.
    if (!(storing instanceof KeyTaken))
      log.error({ err: storing, request: call.id }, 'an answer could not be stored under its idempotency key');
  }
}

async function execute(engine: Engine, call: Call, trx: Transaction): Promise<Outcome | Deferred> {
  const context = contextOf(engine, call, trx);
  const result = await call.endpoint.run(context, call.params as never, call.path);
  if (isDeferred(result)) return result;
  if (isRefusal(result)) return refusal(result.refused, call.version);
  return await finish(engine, call, context, result);
}

function refusal(refused: ApiError, version: ApiVersion): Outcome {
  return { status: refused.status, body: pretty(render(refused.json(), version)), refused };
}

async function present(engine: Engine, call: Call, trx: Transaction): Promise<Answer> {
  const context = contextOf(engine, call, trx);
  assert(call.endpoint.present !== null, 'an endpoint that waits for a job says what it shows then');
  return finish(engine, call, context, await call.endpoint.present(context, call.path));
}

function contextOf({ world }: Engine, call: Call, trx: Transaction): RequestContext {
  const { clock, random, vault, public_url } = world;
  const { caller, sender, version } = call;
  const { merchant, livemode } = caller;
  const request = { id: call.id, idempotency_key: call.keyed?.key ?? null };
  const warn = (text: string) => void call.warnings.add(text);
  return { trx, clock, random, vault, public_url, merchant, livemode, caller, sender, request, version, warn };
}

async function finish(engine: Engine, call: Call, context: RequestContext, result: object): Promise<Answer> {
  const answer = render(result, call.version);
  if (call.expand.length > 0) await expand(context, answer, call.expand, engine.expansions);
  if (call.caller.permissions !== null) hideOpeners(answer, call.caller.permissions);
  return { status: 200, body: pretty(answer) };
}

function transact<T>({ world }: Engine, work: (trx: Transaction) => Promise<T>): Promise<T> {
  return transactAgain(world.database, work, (error) => error instanceof KeyTaken);
}

/** Resolves when the job is done; throws the ApiError that it failed with, or tookTooLong. */
export async function jobDone(
  { world }: { world: Pick<ApiWorld, 'database'> },
  job: number,
  keyed: boolean,
): Promise<void> {
  const end = await waitForJob(world.database, job, JOB_TIMEOUT_MS);
  if (end.state === 'late') throw tookTooLong(keyed);
  if (end.state === 'failed') throw jobFailure(end.error);
}

function jobFailure(text: string | null): Error {
  const bug = new Error(`the job that a request waited for failed: ${text}`);
  let told: { status?: unknown; type?: unknown; code?: string; message?: unknown; param?: string };
  try {
    told = JSON.parse(text ?? '');
  } catch {
    return bug;
  }
  if (typeof told?.status !== 'number' || typeof told.message !== 'string') return bug;
  const { code, param } = told;
  return new ApiError(told.status, (told.type ?? 'api_error') as ErrorType, told.message, { code, param });
}

/** True for what says nothing about the request: the same one may succeed when it is sent again. */
function isPassing(error: unknown): boolean {
  return isContention(error) || isTrouble(error);
}

/** Another transaction was in the way. */
export function isContention(error: unknown): boolean {
  return isSerializationOrDeadlock(error) || isLockTimeout(error) || error instanceof KeyTaken;
}

// SQLSTATE classes of a lost connection, an aborted transaction, missing resources, an operator's or a system's act;
// and the network's own codes.
const TROUBLE = /^(?:08|25|53|57|58)|^E[A-Z]+$/;

/** The database could not do its part, or we do not know whether it did. */
export function isTrouble(error: unknown): boolean {
  if (error instanceof DatabaseUnavailable) return true;
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return TROUBLE.test(code) || error.message.startsWith('Connection terminated');
}

/** Two spaces, as Stripe answers. */
export function pretty(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
