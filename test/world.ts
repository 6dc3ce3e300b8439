// The whole world in one process: platform, sandbox bank, a merchant with the official SDK and a webhook receiver. Nothing is mocked.
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import { type Config, readConfig } from '../server/src/config.ts';
import type { Transaction } from '../server/src/database/schema.ts';
import { ensureSandboxMerchant } from '../server/src/domain/merchants/api_key.ts';
import type { KeyMaker } from '../server/src/domain/merchants/api_key_rows.ts';
import { ensureOwner } from '../server/src/domain/merchants/member_rows.ts';
import { systemClock } from '../server/src/kernel/clock.ts';
import { type Platform, type PlatformOptions, type Sandbox, startPlatform } from '../server/src/main.ts';
import { openVault, systemRandom } from '../server/src/vault.ts';
import { freshDatabase, type TestDatabase } from './databases.ts';
import { BY_TEST_HELPERS, type Driver } from './driver.ts';
import { wakeDue } from './due.ts';
import { freePort } from './ports.ts';
import { askDesk, openSandboxBank, withCertificate } from './sandbox_bank.ts';
import { leaksOf, type SecretWatch, watchedBy, watchSecrets } from './secrets.ts';
import { share } from './shared.ts';
import { addMerchant, addStrangers, type KeyPair, type Strangers } from './strangers.ts';

/** What a merchant's endpoint got: the raw body and header, for the SDK's own verification. */
export interface ReceivedWebhook {
  body: string;
  signature: string;
  event: Stripe.Event;
}

export type SandboxPlatform = Platform & Sandbox;

export interface World {
  stripe: Stripe;
  url: string;
  bank_url: string;
  port: number;
  keys: { secret: string; publishable: string };
  /** Keys of another merchant; only where they were asked for. */
  strangers: Strangers | null;
  platform: SandboxPlatform;
  /** Moves customers, banks and time. */
  driver: Driver;
  /** Another client of the official SDK, for example with another version or key. */
  client(options?: { key?: string; apiVersion?: string }): Stripe;
  /** Resolves when no job and no delivery is due or under way. */
  settle(): Promise<void>;
  /** A call to the sandbox bank's operator desk. Answers the JSON; throws on a refusal. */
  control(method: string, path: string, body?: object | null): Promise<Record<string, unknown>>;
  /** A webhook endpoint for all events with a receiver behind it; `events` grows as they arrive. */
  receive(options?: {
    api_version?: string;
    enabled_events?: string[];
    /** For what happens in connected accounts. */
    connect?: boolean;
  }): Promise<{ received: ReceivedWebhook[]; secret: string; id: string }>;
  /** The environment of the platform, for a test that runs it as a process of its own while this one is stopped. */
  env: Record<string, string>;
  /** What was sealed in this world, and what of it was seen outside. */
  secrets: SecretWatch;
  /** Stops the platform; `restart` starts it again. */
  stop(): Promise<void>;
  /** Stops and starts the platform on the same data, as a deployment does. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface WorldOptions extends PlatformOptions {
  /** The bank lives in this time as far as the platform checks what the bank has dated. */
  bank_clock?: { now(): Date };
  /** Makes the keys of `World.strangers`. */
  with_strangers?: boolean;
  /** More of the platform's environment, for example SMTP_URL. */
  env?: Record<string, string>;
  /** Adds rows beside the sandbox's merchant before the platform starts for the first time. */
  prepare?: (trx: Transaction, maker: KeyMaker) => Promise<void>;
}

/** The processes of a world, without the merchant who looks at it. */
interface Ground {
  platform(): SandboxPlatform;
  bank_url: string;
  env: Record<string, string>;
  secrets: SecretWatch;
  add<T>(rows: (trx: Transaction, maker: KeyMaker) => Promise<T>): Promise<T>;
  settle(): Promise<void>;
  stop(): Promise<void>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

const MAKER = { clock: systemClock, random: systemRandom };

const common = share(
  () => openGround({}),
  (ground) => ground.close(),
);

/** Opens a world on the engine of this run (RELINK_TEST_ENGINE), every port chosen by the system. Its merchant is the sandbox's. */
export async function openTestWorld({ with_strangers, ...options }: WorldOptions = {}): Promise<World> {
  const ground = await openGround(options);
  const strangers = with_strangers ? await ground.add(addStrangers) : null;
  return worldOn(ground, ground.platform().keys, strangers, () => ground.close());
}

/**
 * The world that the test files of one process share, seen by a new merchant. For a test that neither disturbs the
 * bank for others, nor stops the platform, nor needs the sandbox's own merchant.
 */
export async function joinTestWorld({ with_strangers }: { with_strangers?: boolean } = {}): Promise<World> {
  const ground = await common.take();
  const { keys } = await ground.add(async (trx, maker) => {
    const added = await addMerchant(trx, maker, 'Sandbox Merchant');
    await ensureOwner(trx, added.merchant.id, readConfig(ground.env).owner_email, maker);
    return added;
  });
  const strangers = with_strangers ? await ground.add(addStrangers) : null;
  const world: World = worldOn(ground, keys, strangers, async () => {
    for await (const { id } of world.stripe.webhookEndpoints.list({ limit: 100 }))
      await world.stripe.webhookEndpoints.del(id);
    await common.giveBack();
  });
  return world;
}

async function openGround({
  env: more,
  prepare,
  bank_clock,
  ...options
}: Omit<WorldOptions, 'with_strangers'>): Promise<Ground> {
  const database = await freshDatabase();
  const [port, bankPort] = [await freePort(), await freePort()];
  const secrets = watchSecrets(options.fetch);
  const bank = await openSandboxBank(bankPort, port, secrets, bank_clock);
  const env = {
    ...database.env,
    PORT: String(port),
    BANK_PORT: String(bankPort),
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'debug',
    ...more,
  };
  const config = readConfig(env);
  if (prepare) await addFirst(database, config, prepare);
  const start = async () => {
    const platform = await startPlatform(config, {
      sandbox_bank: withCertificate(bank),
      ...options,
      ...watchedBy(secrets, options),
      database_template: database.options.template,
    });
    secrets.follow(platform.vault);
    return { ...platform, ...platform.sandbox! };
  };
  let platform = await start().catch(async (error: unknown) => {
    // An open bank would keep the test process alive, so that a broken start looked like a hang.
    await bank.close();
    throw error;
  });
  let running = true;
  const stop = async () => {
    if (running) await platform.close();
    running = false;
  };
  return {
    platform: () => platform,
    bank_url: bank.url,
    env,
    secrets,
    add: (rows) => platform.database.transact((trx) => rows(trx, { ...MAKER, vault: platform.vault })),
    async settle() {
      if (options.clock) await wakeDue(platform.database, options.clock.now());
      await platform.settled();
    },
    stop,
    async restart() {
      await stop();
      platform = await start();
      running = true;
    },
    async close() {
      const leaks = await leaksOf(running ? platform : null, secrets);
      await stop();
      await bank.close();
      await database.remove();
      assert.deepEqual(leaks, [], 'nothing secret leaves the platform, and what is sealed is where it belongs');
    },
  };
}

function worldOn(ground: Ground, keys: KeyPair, strangers: Strangers | null, close: () => Promise<void>): World {
  const port = Number(ground.env.PORT);
  const receivers: Server[] = [];
  const client: World['client'] = ({ key = keys.secret, apiVersion } = {}) =>
    new Stripe(key, {
      host: '127.0.0.1',
      port,
      protocol: 'http',
      maxNetworkRetries: 0,
      ...(apiVersion && { apiVersion: apiVersion as never }),
    });
  const stripe = client();
  return {
    stripe,
    url: `http://127.0.0.1:${port}`,
    bank_url: ground.bank_url,
    port,
    keys,
    strangers,
    get platform() {
      return ground.platform();
    },
    client,
    driver: BY_TEST_HELPERS,
    settle: ground.settle,
    control: (method, path, body) => askDesk(ground.bank_url, method, path, body),
    receive: (wanted = {}) => receive(stripe, receivers, wanted),
    env: ground.env,
    secrets: ground.secrets,
    stop: ground.stop,
    restart: ground.restart,
    async close() {
      for (const receiver of receivers) receiver.close();
      await close();
    },
  };
}

async function addFirst(
  fresh: TestDatabase,
  config: Config,
  prepare: NonNullable<WorldOptions['prepare']>,
): Promise<void> {
  const database = await fresh.open();
  try {
    const maker = { ...MAKER, vault: await openVault(config, { database, ...MAKER }) };
    await database.transact(async (trx) => {
      await ensureSandboxMerchant(trx, null, maker);
      await prepare(trx, maker);
    });
  } finally {
    await database.close();
  }
}

async function receive(
  stripe: Stripe,
  receivers: Server[],
  wanted: { api_version?: string; enabled_events?: string[]; connect?: boolean },
): Promise<{ received: ReceivedWebhook[]; secret: string; id: string }> {
  const received: ReceivedWebhook[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      received.push({
        body,
        signature: String(request.headers['stripe-signature']),
        event: JSON.parse(body) as Stripe.Event,
      });
      response.writeHead(200).end();
    });
  });
  receivers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = await stripe.webhookEndpoints.create({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    enabled_events: (wanted.enabled_events ?? ['*']) as Stripe.WebhookEndpointCreateParams.EnabledEvent[],
    ...(wanted.connect && { connect: true }),
    ...(wanted.api_version && { api_version: wanted.api_version as Stripe.WebhookEndpointCreateParams.ApiVersion }),
  });
  return { received, secret: endpoint.secret!, id: endpoint.id };
}
