// The life of one API request: route, key, version, parameters, execution, an answer with Stripe's headers.
import type { Caller, KeyRing } from '#domain/merchants/api_key.ts';
import { newId, type RequestId } from '#kernel/id.ts';
import { type ApiVersion, hasFeature, newestPreview, parseVersion } from '#wire/versions.ts';
import type { ApiWorld } from './api_world.ts';
import { readParams } from './body.ts';
import type { Endpoint } from './endpoint.ts';
import {
  ApiError,
  badVersion,
  internalError,
  lockTimeout,
  sandboxOnly,
  unavailable,
  unrecognizedUrl,
} from './errors.ts';
import { type Call, type Engine, isContention, isTrouble, type Outcome, pretty, runCall } from './execute.ts';
import { type Expansions, parseExpand } from './expand.ts';
import { createPruner, idempotencyKey, type KeyedRequest, requestHash } from './idempotency.ts';
import { authenticate, requirePermission } from './keys.ts';
import { isPreflight, preflight, shared } from './other_origins.ts';
import { type RequestLog, startRequestLog } from './request_log.ts';
import { createRouter, type Match, type Router } from './route.ts';
import { senderOf } from './sender.ts';

export interface Api {
  world: ApiWorld;
  keys: KeyRing;
  endpoints: readonly Endpoint[];
  expansions: Expansions;
}

interface Server extends Engine {
  keys: KeyRing;
  router: Router;
}

/** One request on its way, with what it has learnt to put into the answer. */
interface Exchange {
  request: Request;
  url: URL;
  id: RequestId;
  headers: Headers;
  log: RequestLog;
}

/** Answers every request below /v1; it never rejects. */
export function createApi({ world, keys, endpoints, expansions }: Api): (request: Request) => Promise<Response> {
  const engine = { world, expansions, in_use: new Set<string>(), stored: createPruner(world) };
  const server: Server = { ...engine, keys, router: createRouter(endpoints) };
  return async (request) => {
    // What nobody else knows is answered here, too; only the API is for pages of other origins.
    if (!new URL(request.url).pathname.startsWith('/v1/')) return await serve(server, request);
    return isPreflight(request) ? preflight() : shared(await serve(server, request));
  };
}

async function serve(server: Server, request: Request): Promise<Response> {
  const { world } = server;
  const id = newId('req', world.random);
  const log = startRequestLog(world.log, request.method, id);
  const headers = new Headers({ 'Request-Id': id });
  const exchange = { request, url: new URL(request.url), id, headers, log };
  try {
    const { status, body } = await answerRequest(server, exchange);
    return respond(exchange, status, body);
  } catch (error) {
    const refused = asApiError(error, exchange);
    for (const [name, value] of Object.entries(refused.headers)) headers.set(name, value);
    return respond(exchange, refused.status, pretty(refused.json()));
  }
}

async function answerRequest(server: Server, exchange: Exchange): Promise<Outcome> {
  const { request, url, headers, log } = exchange;
  const match = server.router(request.method, url.pathname);
  if (match === null) throw unrecognizedUrl(request.method, url.pathname);
  log.route(match.endpoint.path);
  const caller = await authenticate(server.keys, request.headers, match.endpoint.by_pages ? 'publishable' : 'secret');
  log.caller(caller);
  requirePermission(caller, match.endpoint.needs);
  const call = await readCall(server, exchange, match, caller);
  const outcome = await runCall(server, call);
  if (call.warnings.size > 0) headers.set('Relink-Warning', [...call.warnings].join(' '));
  if (outcome.refused !== undefined) log.refused(outcome.refused);
  if (outcome.replayed_from !== undefined) {
    headers.set('Idempotent-Replayed', 'true');
    headers.set('Original-Request', outcome.replayed_from);
    log.replayed();
  }
  return outcome;
}

/** Everything that can be refused before the endpoint executes. Echoes headers as it learns them. */
async function readCall(server: Server, exchange: Exchange, { endpoint, path }: Match, caller: Caller): Promise<Call> {
  const { request, url, headers, id } = exchange;
  const version = requestedVersion(request.headers.get('stripe-version'));
  headers.set('Stripe-Version', version.text);
  const account = request.headers.get('stripe-account');
  if (account !== null) headers.set('Stripe-Account', account);
  const has = endpoint.feature === null || hasFeature(version, endpoint.feature);
  if (!has) throw unrecognizedUrl(request.method, url.pathname);
  if (endpoint.sandbox_only && caller.livemode) throw sandboxOnly();
  const key = idempotencyKey(request);
  if (key !== null) headers.set('Idempotency-Key', key);
  const whole = await readParams(request, url);
  const { expand, ...input } = whole;
  const params = endpoint.parse(input, version);
  const keyed: KeyedRequest | null =
    key === null
      ? null
      : {
          caller,
          key,
          hash: requestHash(server.world.vault, {
            method: request.method,
            path: url.pathname,
            version: version.text,
            input: whole,
            caller,
          }),
          now: server.world.clock.now(),
        };
  const sender = senderOf(request);
  const warnings = new Set<string>();
  return { id, caller, sender, version, endpoint, path, params, expand: parseExpand(expand), keyed, warnings };
}

function requestedVersion(header: string | null): ApiVersion {
  if (header === null) return newestPreview;
  const version = parseVersion(header);
  if (version === null) throw badVersion(header);
  return version;
}

/** What a caller is told of whatever was thrown, and the log with it. */
export function asApiError(error: unknown, { id, log }: Pick<Exchange, 'id' | 'log'>): ApiError {
  if (error instanceof ApiError) {
    log.refused(error);
    return error;
  }
  log.failed(error);
  if (isTrouble(error)) return unavailable();
  return isContention(error) ? lockTimeout() : internalError(id);
}

function respond({ headers, log }: Exchange, status: number, body: string): Response {
  headers.set('Content-Type', 'application/json');
  headers.set('Cache-Control', 'no-cache, no-store');
  log.done(status);
  return new Response(body, { status, headers });
}
