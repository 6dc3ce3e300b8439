// The whole world in one process: platform, sandbox bank, a merchant with the official SDK and a webhook receiver. Nothing is mocked.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import { openBank } from '../bank/src/bank.ts';
import { type Config, readConfig } from '../server/src/config.ts';
import { ensureSandboxMerchant } from '../server/src/domain/merchants/api_key.ts';
import { systemClock } from '../server/src/kernel/clock.ts';
import { type Platform, type PlatformOptions, startPlatform } from '../server/src/main.ts';
import { openVault, systemRandom } from '../server/src/vault.ts';
import { freshDatabase, type TestDatabase } from './databases.ts';
import { freePort } from './ports.ts';
import { addStrangers, type Strangers } from './strangers.ts';

export const CONTROL_TOKEN = 'sandbox-bank-control';

/** What a merchant's endpoint got: the raw body and header, for the SDK's own verification. */
export interface ReceivedWebhook {
  body: string;
  signature: string;
  event: Stripe.Event;
}

export interface World {
  stripe: Stripe;
  url: string;
  bank_url: string;
  port: number;
  keys: { secret: string; publishable: string };
  /** Keys of another merchant, and live ones of the same; only where they were asked for. */
  strangers: Strangers | null;
  platform: Platform;
  /** Another client of the official SDK, for example with another version or key. */
  client(options?: { key?: string; apiVersion?: string }): Stripe;
  /** Resolves when no job and no delivery is due or under way. */
  settle(): Promise<void>;
  /** A call to the sandbox bank's operator desk. Answers the JSON; throws on a refusal. */
  control(method: string, path: string, body?: object): Promise<Record<string, unknown>>;
  /** A webhook endpoint for all events with a receiver behind it; `events` grows as they arrive. */
  receive(options?: {
    api_version?: string;
    enabled_events?: string[];
  }): Promise<{ received: ReceivedWebhook[]; secret: string; id: string }>;
  /** The environment of the platform, for a test that runs it as a process of its own while this one is stopped. */
  env: Record<string, string>;
  /** Stops the platform; `restart` starts it again. */
  stop(): Promise<void>;
  /** Stops and starts the platform on the same data, as a deployment does. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface WorldOptions extends PlatformOptions {
  /** Makes the keys of `World.strangers` first. */
  with_strangers?: boolean;
  /** More of the platform's environment, for example SMTP_URL. */
  env?: Record<string, string>;
}

/** Opens a world on the engine of this run (RELINK_TEST_ENGINE), every port chosen by the system. */
export async function openTestWorld({ with_strangers, env: more, ...options }: WorldOptions = {}): Promise<World> {
  const database = await freshDatabase();
  const [port, bankPort] = [await freePort(), await freePort()];
  const bank = await openSandboxBank(bankPort, port);
  const env = {
    ...database.env,
    PORT: String(port),
    BANK_PORT: String(bankPort),
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'silent',
    ...more,
  };
  const config = readConfig(env);
  const strangers = with_strangers ? await makeStrangers(database, config) : null;
  const start = () => startPlatform(config, { ...options, database_template: database.options.template });
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
  const receivers: Server[] = [];
  const client: World['client'] = ({ key = platform.keys.secret, apiVersion } = {}) =>
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
    bank_url: bank.url,
    port,
    keys: platform.keys,
    strangers,
    get platform() {
      return platform;
    },
    client,
    settle: () => platform.settled(),
    control: (method, path, body) => askDesk(bank.url, method, path, body),
    receive: (wanted = {}) => receive(stripe, receivers, wanted),
    env,
    stop,
    async restart() {
      await stop();
      platform = await start();
      running = true;
    },
    async close() {
      for (const receiver of receivers) receiver.close();
      await stop();
      await bank.close();
      await database.remove();
    },
  };
}

/** The sandbox bank, which knows the platform by both names of loopback. */
function openSandboxBank(bankPort: number, port: number): ReturnType<typeof openBank> {
  const origins = [`http://127.0.0.1:${port}`, `http://localhost:${port}`];
  return openBank({
    data_folder: null,
    port: bankPort,
    host: '127.0.0.1',
    control_token: CONTROL_TOKEN,
    clients: [
      {
        client_id: 'relink',
        client_name: 'Relink',
        client_secret: 'sandbox-bank-client-secret',
        redirect_uris: (slug) => origins.map((origin) => `${origin}/banks/${slug}/callback`),
      },
    ],
  });
}

async function makeStrangers(fresh: TestDatabase, config: Config): Promise<Strangers> {
  const maker = { clock: systemClock, random: systemRandom, vault: await openVault(config, systemRandom) };
  const database = await fresh.open();
  try {
    return await database.transact(async (trx) => {
      const { merchant } = await ensureSandboxMerchant(trx, null, maker);
      return await addStrangers(trx, merchant.id, maker);
    });
  } finally {
    await database.close();
  }
}

async function askDesk(bank: string, method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  const answer = await fetch(`${bank}/control/${path}`, {
    method,
    headers: { authorization: `Bearer ${CONTROL_TOKEN}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`the bank's desk answered ${answer.status}: ${text}`);
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

async function receive(
  stripe: Stripe,
  receivers: Server[],
  wanted: { api_version?: string; enabled_events?: string[] },
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
    ...(wanted.api_version && { api_version: wanted.api_version as Stripe.WebhookEndpointCreateParams.ApiVersion }),
  });
  return { received, secret: endpoint.secret!, id: endpoint.id };
}
