// The API alone for contract tests that need no bank and no worker: a fresh database, keys, and the app behind the official SDK.
import { randomBytes } from 'node:crypto';
import pino from 'pino';
import Stripe from 'stripe';
import { createApp, type Handler } from '../server/src/app.ts';
import type { Database } from '../server/src/database/open.ts';
import type { Row, Transaction } from '../server/src/database/schema.ts';
import type { ApiWorld } from '../server/src/inbound/http/api_world.ts';
import type { Clock } from '../server/src/kernel/clock.ts';
import { createSealer, localKey } from '../server/src/kernel/seal.ts';
import { freshDatabase, type TestDatabase } from './databases.ts';
import { share } from './shared.ts';
import { addKeys, addMerchant } from './strangers.ts';

export interface TestApi {
  app: Handler;
  /** What the app was opened with. */
  world: ApiWorld;
  database: Database;
  merchant: Row<'merchants'>;
  keys: { secret: string; publishable: string };
  /** The official SDK on the app, without retries of its own. */
  stripe: Stripe;
  /** Real time as the app sees it; a test may set it. */
  clock: Clock & { set(instant: Date | null): void };
  /** Log lines, parsed. */
  log: Record<string, unknown>[];
  /** A raw request with the secret key. */
  call(method: string, path: string, options?: CallOptions): Promise<{ status: number; headers: Headers; body: never }>;
  sdk(config?: Stripe.StripeConfig, key?: string): Stripe;
  /** The SDK with the keys of a second merchant on the same installation. */
  otherMerchant(): Promise<Stripe>;
  /** The SDK with a live key of the same merchant. */
  liveMode(): Promise<Stripe>;
  close(): Promise<void>;
}

export interface CallOptions {
  /** Text is sent as a form unless a header says otherwise. */
  body?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
}

const ORIGIN = 'http://127.0.0.1:4242';

const place = share(openPlace, async ({ fresh, database }) => {
  await database.close();
  await fresh.remove();
});

/** The database and its keys, which the files of one process use one after the other. */
async function openPlace(): Promise<{ fresh: TestDatabase; database: Database; vault: ApiWorld['vault'] }> {
  const fresh = await freshDatabase();
  const vault = { sealer: createSealer(localKey(randomBytes(32)), random), fingerprint_key: randomBytes(32) };
  return { fresh, database: await fresh.open(), vault };
}

function random(bytes: number): Buffer<ArrayBuffer> {
  return randomBytes(bytes);
}

/** Opens one, with a new merchant; the caller closes it. */
export async function openTestApi(): Promise<TestApi> {
  const { database, vault } = await place.take();
  const lines: Record<string, unknown>[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const clock = settableClock();
  const world = { database, clock, random, vault, log, public_url: 'http://127.0.0.1:4242', mailbox_only: true };
  const { merchant, keys } = await database.transact((trx: Transaction) => addMerchant(trx, world, 'Sandbox Merchant'));
  const app = createApp(world);
  // As a second process of the other mode would be, but with the same merchant.
  const live = createApp({ ...world, database: { ...database, livemode: true } });
  const sdk = (config: Stripe.StripeConfig = {}, key: string = keys.secret, serve: Handler = app) =>
    new Stripe(key, {
      httpClient: Stripe.createFetchHttpClient(((url: string, init: RequestInit) =>
        serve(new Request(url, init))) as typeof fetch),
      host: '127.0.0.1',
      port: 4242,
      protocol: 'http',
      maxNetworkRetries: 0,
      telemetry: false,
      ...config,
    });
  return {
    app,
    world,
    database,
    merchant,
    keys,
    stripe: sdk(),
    clock,
    log: lines,
    sdk,
    call: async (method, path, options = {}) => {
      const form = typeof options.body === 'string' ? { 'content-type': 'application/x-www-form-urlencoded' } : {};
      const headers = { authorization: `Bearer ${keys.secret}`, ...form, ...options.headers };
      const response = await app(new Request(`${ORIGIN}${path}`, { method, headers, body: options.body ?? null }));
      return { status: response.status, headers: response.headers, body: (await response.json()) as never };
    },
    otherMerchant: async () => sdk({}, (await database.transact((trx) => addMerchant(trx, world))).keys.secret),
    liveMode: async () =>
      sdk({}, (await database.transact((trx) => addKeys(trx, merchant.id, true, world))).secret, live),
    close: () => place.giveBack(),
  };
}

function settableClock(): TestApi['clock'] {
  let fixed: Date | null = null;
  return {
    now: () => fixed ?? new Date(),
    set: (instant) => {
      fixed = instant;
    },
  };
}
