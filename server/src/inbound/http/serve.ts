// The life of one API request: route, key, version, parameters, one transaction, an answer rendered for its version.
import { setTimeout as wait } from 'node:timers/promises';
import { DatabaseUnavailable, isLockTimeout, isSerializationOrDeadlock } from '#database/errors.ts';
import type { Transaction } from '#database/schema.ts';
import type { Caller, KeyRing } from '#domain/merchants/api_key.ts';
import { assert } from '#kernel/assert.ts';
import { newId, type RequestId } from '#kernel/id.ts';
import { type ApiVersion, hasFeature, newestPreview, parseVersion, render } from '#wire/versions.ts';
import type { ApiWorld } from './api_world.ts';
import { readParams } from './body.ts';
import { type Deferred, type Endpoint, isDeferred, type RequestContext } from './endpoint.ts';
import {
  ApiError,
  badVersion,
  type ErrorType,
  internalError,
  keyInUse,
  lockTimeout,
  sandboxOnly,
  tookTooLong,
  unavailable,
  unrecognizedUrl,
} from './errors.ts';
import { type Expansions, expand, parseExpand } from './expand.ts';
import {
  type Answer,
  claimKey,
  idempotencyKey,
  type KeyedRequest,
  KeyTaken,
  keyName,
  requestHash,
  storeAnswer,
} from './idempotency.ts';
import { authenticate } from './keys.ts';
import { type RequestLog, startRequestLog } from './request_log.ts';
import { createRouter, type Match, type Router } from './route.ts';

const MAX_ATTEMPTS = 4;
const FIRST_POLL_MS = 5;
const MAX_POLL_MS = 100;

export interface Api {
  world: ApiWorld;
  keys: KeyRing;
  endpoints: readonly Endpoint[];
  expansions: Expansions;
}

interface Server extends Api {
  router: Router;
  /** Idempotency keys whose first request is running in this process. */
  in_use: Set<string>;
}

/** A request that is allowed and well-formed. */
interface Call {
  id: RequestId;
  caller: Caller;
  version: ApiVersion;
  endpoint: Endpoint;
  path: Record<string, string>;
  params: Record<string, unknown>;
  expand: string[][];
  keyed: KeyedRequest | null;
}

/** Answers every request below /v1; it never rejects. */
export function createApi(api: Api): (request: Request) => Promise<Response> {
  const server: Server = { ...api, router: createRouter(api.endpoints), in_use: new Set() };
  return (request) => serve(server, request);
}

async function serve(server: Server, request: Request): Promise<Response> {
  const { world } = server;
  const id = newId('req', world.random);
  const log = startRequestLog(world.log, request.method, id);
  const headers = new Headers({ 'Request-Id': id });
  try {
    const answer = await answerRequest(server, request, id, headers, log);
    return respond(answer.status, answer.body, headers, log);
  } catch (error) {
    const refused = asApiError(error, id, log);
    for (const [name, value] of Object.entries(refused.headers)) headers.set(name, value);
    return respond(refused.status, pretty(refused.json()), headers, log);
  }
}

async function answerRequest(
  server: Server,
  request: Request,
  id: RequestId,
  headers: Headers,
  log: RequestLog,
): Promise<Answer> {
  const url = new URL(request.url);
  const match = server.router(request.method, url.pathname);
  if (match === null) throw unrecognizedUrl(request.method, url.pathname);
  log.route(match.endpoint.path);
  const caller = await authenticate(server.keys, request.headers, 'secret');
  log.caller(caller);
  const call = await readCall(server, request, url, match, caller, id, headers);
  const answer = call.keyed === null ? await runOnce(server, call) : await runKeyed(server, call, call.keyed);
  if ('request_id' in answer) {
    headers.set('Idempotent-Replayed', 'true');
    headers.set('Original-Request', answer.request_id as string);
    log.replayed();
  }
  return answer;
}

/** Everything that can be refused before the endpoint executes. Echoes headers as it learns them. */
async function readCall(
  server: Server,
  request: Request,
  url: URL,
  { endpoint, path }: Match,
  caller: Caller,
  id: RequestId,
  headers: Headers,
): Promise<Call> {
  const version = requestedVersion(request.headers.get('stripe-version'));
  headers.set('Stripe-Version', version.text);
  const account = request.headers.get('stripe-account');
  if (account !== null) headers.set('Stripe-Account', account);
  if (endpoint.feature !== null && !hasFeature(version, endpoint.feature))
    throw unrecognizedUrl(request.method, url.pathname);
  if (endpoint.sandbox_only && caller.livemode) throw sandboxOnly();
  const key = idempotencyKey(request);
  if (key !== null) headers.set('Idempotency-Key', key);
  const { expand: expandPaths, ...input } = await readParams(request, url);
  const { vault, clock } = server.world;
  const keyed = key && {
    caller,
    key,
    hash: requestHash(vault, {
      method: request.method,
      path: url.pathname,
      version: version.text,
      input: { ...input, expand: expandPaths ?? '' },
    }),
    now: clock.now(),
  };
  return {
    id,
    caller,
    version,
    endpoint,
    path,
    params: endpoint.parse(input, version),
    expand: parseExpand(expandPaths),
    keyed: keyed || null,
  };
}

function requestedVersion(header: string | null): ApiVersion {
  if (header === null) return newestPreview;
  const version = parseVersion(header);
  if (version === null) throw badVersion(header);
  return version;
}

function contextOf(server: Server, call: Call, trx: Transaction): RequestContext {
  const { clock, random, vault } = server.world;
  const { merchant, livemode } = call.caller;
  const request = { id: call.id, idempotency_key: call.keyed?.key ?? null };
  return { trx, clock, random, vault, merchant, livemode, request, version: call.version };
}

async function runOnce(server: Server, call: Call): Promise<Answer> {
  const outcome = await transact(server, (trx) => execute(server, call, trx));
  if ('status' in outcome) return outcome;
  await jobDone(server, outcome);
  return transact(server, (trx) => present(server, call, trx, outcome));
}

/**
 * The same under an idempotency key. The answer is stored by the transaction that did the work; an error, by one that
 * holds nothing else, because the work was rolled back.
 */
async function runKeyed(server: Server, call: Call, keyed: KeyedRequest): Promise<Answer> {
  const { world, in_use } = server;
  const name = keyName(keyed);
  if (in_use.has(name)) throw keyInUse(keyed.key);
  in_use.add(name);
  try {
    const outcome = await transact(server, async (trx) => {
      const stored = await claimKey(trx, world.vault, keyed);
      if (stored !== null) return stored;
      const result = await execute(server, call, trx);
      if ('status' in result) await storeAnswer(trx, world.vault, keyed, call.id, result);
      return result;
    });
    if ('status' in outcome) return outcome;
    await jobDone(server, outcome);
    return await transact(server, async (trx) => {
      const answer = await present(server, call, trx, outcome);
      await storeAnswer(trx, world.vault, keyed, call.id, answer);
      return answer;
    });
  } catch (error) {
    return await storeFailure(server, call, keyed, error);
  } finally {
    in_use.delete(name);
  }
}

async function storeFailure(server: Server, call: Call, keyed: KeyedRequest, error: unknown): Promise<Answer> {
  if (isPassing(error)) throw error;
  const failure = error instanceof ApiError ? error : internalError(call.id);
  if (!failure.executed) throw error;
  const answer = { status: failure.status, body: pretty(failure.json()) };
  try {
    await transact(server, (trx) => storeAnswer(trx, server.world.vault, keyed, call.id, answer));
  } catch (storing) {
    server.world.log.error(
      { err: storing, request: call.id },
      'an answer could not be stored under its idempotency key',
    );
  }
  throw error;
}

async function execute(server: Server, call: Call, trx: Transaction): Promise<Answer | Deferred> {
  const context = contextOf(server, call, trx);
  const result = await call.endpoint.run(context, call.params as never, call.path);
  return isDeferred(result) ? result : finish(server, call, context, result);
}

async function present(server: Server, call: Call, trx: Transaction, deferred: Deferred): Promise<Answer> {
  const context = contextOf(server, call, trx);
  return finish(server, call, context, await deferred.present(context));
}

async function finish(server: Server, call: Call, context: RequestContext, result: object): Promise<Answer> {
  const answer = render(result, call.version);
  if (call.expand.length > 0) await expand(context, answer, call.expand, server.expansions);
  return { status: 200, body: pretty(answer) };
}

/** Runs again what another transaction got in the way of; gives up after a few attempts. */
async function transact<T>(server: Server, work: (trx: Transaction) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await server.world.database.transact(work);
    } catch (error) {
      const again = isSerializationOrDeadlock(error) || error instanceof KeyTaken;
      if (!again || attempt >= MAX_ATTEMPTS) throw error;
    }
  }
}

/** Resolves when the job is done; throws the ApiError that it failed with, or tookTooLong. */
async function jobDone({ world }: Server, { job, timeout_ms }: Deferred): Promise<void> {
  const end = performance.now() + timeout_ms;
  let pause = FIRST_POLL_MS;
  while (performance.now() < end) {
    const row = await world.database.kysely
      .selectFrom('jobs')
      .select(['state', 'error'])
      .where('id', '=', job)
      .executeTakeFirst();
    assert(row !== undefined, 'the job that a request waits for is gone');
    if (row.state === 'done') return;
    if (row.state === 'failed') throw jobFailure(row.error);
    await wait(pause);
    pause = Math.min(pause * 2, MAX_POLL_MS);
  }
  throw tookTooLong();
}

function jobFailure(text: string | null): Error {
  let told: { status?: unknown; type?: unknown; code?: string; message?: unknown; param?: string };
  try {
    told = JSON.parse(text ?? '');
  } catch {
    return new Error('the job that a request waited for failed');
  }
  if (typeof told?.status !== 'number' || typeof told.message !== 'string') {
    return new Error('the job that a request waited for failed');
  }
  const { code, param } = told;
  return new ApiError(told.status, (told.type ?? 'api_error') as ErrorType, told.message, { code, param });
}

/** True for what says nothing about the request: the same one may succeed when it is sent again. */
function isPassing(error: unknown): boolean {
  return (
    isSerializationOrDeadlock(error) ||
    isLockTimeout(error) ||
    error instanceof KeyTaken ||
    error instanceof DatabaseUnavailable
  );
}

function asApiError(error: unknown, id: RequestId, log: RequestLog): ApiError {
  if (error instanceof ApiError) {
    log.refused(error);
    return error;
  }
  log.failed(error);
  if (error instanceof DatabaseUnavailable) return unavailable();
  return isPassing(error) ? lockTimeout() : internalError(id);
}

function pretty(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function respond(status: number, body: string, headers: Headers, log: RequestLog): Response {
  headers.set('Content-Type', 'application/json');
  headers.set('Cache-Control', 'no-cache, no-store');
  log.done(status);
  return new Response(body, { status, headers });
}
