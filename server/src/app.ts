// All of inbound composed into one function from Request to Response.
import { pending } from '#database/migrate.ts';
import { createKeyRing } from '#domain/merchants/api_key.ts';
import type { ApiWorld } from '#inbound/http/api_world.ts';
import { unavailable } from '#inbound/http/errors.ts';
import { isTrouble } from '#inbound/http/execute.ts';
import { createApi } from '#inbound/http/serve.ts';
import { expansions } from '#inbound/v1/expansions.ts';
import { endpoints } from '#inbound/v1/routes.ts';

export type Handler = (request: Request) => Promise<Response>;

/** Null: not mine, ask the next one. */
export type PartialHandler = (request: Request) => Promise<Response | null>;

/** Throws with one line saying what is not ready. */
export type Check = () => Promise<void>;

export interface AppParts {
  /** The customer's flow, his own page and merchants' logos: /flow/api, /relink, /logos. */
  hosted?: PartialHandler;
  /** What banks and their customers come back to: /banks. */
  banks?: PartialHandler;
  /** Built files: /v1/relink.js, /flow/assets. */
  statics?: PartialHandler;
  /** The operators' pages and their calls: /dashboard. */
  dashboard?: PartialHandler;
  /** What became of mails, and the sandbox's mailbox: /mails/events, /mailbox. */
  mails?: PartialHandler;
  /** Figures for whoever runs the installation: /metrics. */
  metrics?: PartialHandler;
  /** More for /readyz, by name: worker, bank. The database and its migrations are always checked. */
  checks?: Record<string, Check>;
}

const CHECK_MS = 5_000;

/** The platform as one function. It never rejects. */
export function createApp(world: ApiWorld, parts: AppParts = {}): Handler {
  const api = createApi({ world, keys: createKeyRing(world), endpoints, expansions });
  const others = [parts.statics, parts.hosted, parts.banks, parts.dashboard, parts.mails, parts.metrics].filter(
    (part) => part !== undefined,
  );
  const checks: Record<string, Check> = {
    database: () => world.database.healthy(),
    migrations: () => checkMigrations(world),
    ...parts.checks,
  };
  return async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === '/healthz') return json(200, { status: 'ok' });
    if (pathname === '/readyz') return readiness(checks);
    try {
      for (const other of others) {
        const response = await other(request);
        if (response !== null) return response;
      }
    } catch (error) {
      world.log.error({ err: error }, 'a request failed');
      const away = isTrouble(error) ? unavailable() : null;
      if (away !== null) return json(away.status, away.json(), away.headers);
      return json(500, { error: { type: 'api_error', message: 'An unexpected error occurred.' } });
    }
    // Whatever nobody else knows is answered as Stripe answers an unknown URL.
    return api(request);
  };
}

async function checkMigrations({ database }: ApiWorld): Promise<void> {
  const missing = await pending(database);
  if (missing.length > 0) throw new Error(`not applied yet: ${missing.join(', ')}`);
}

async function readiness(checks: Record<string, Check>): Promise<Response> {
  const entries = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await outcome(check)] as const),
  );
  const ready = entries.every(([, result]) => result === 'ok');
  return json(ready ? 200 : 503, { status: ready ? 'ready' : 'not ready', checks: Object.fromEntries(entries) });
}

async function outcome(check: Check): Promise<string> {
  const late = Promise.withResolvers<string>();
  const timer = setTimeout(() => late.resolve(`no answer within ${CHECK_MS / 1000} s`), CHECK_MS);
  try {
    return await Promise.race([check().then(() => 'ok'), late.promise]);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
}

function json(status: number, body: object, more: Record<string, string> = {}): Response {
  return new Response(`${JSON.stringify(body, null, 2)}\n`, {
    status,
    headers: { ...more, 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
  });
}
