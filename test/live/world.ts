// A world in live mode: PostgreSQL, TLS, a mail server, and the sandbox bank entered as a stranger enters his: by a file.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Stripe from 'stripe';
import { type Bank, openBank } from '../../bank/src/bank.ts';
import { readConfig } from '../../server/src/config.ts';
import { INSTITUTIONS } from '../../server/src/domain/connections/institutions.data.ts';
import { DAY_MS } from '../../server/src/kernel/clock.ts';
import { type Platform, startPlatform } from '../../server/src/main.ts';
import { systemRandom } from '../../server/src/vault.ts';
import { freshDatabase, type TestDatabase } from '../databases.ts';
import { openRealServer, type RealServer } from '../mail/smtp.ts';
import { freePort } from '../ports.ts';
import type { Scene } from '../story.ts';
import { addMerchant, type KeyPair } from '../strangers.ts';
import type { ReceivedWebhook } from '../world.ts';
import { byHand, type Pass } from './driver.ts';
import { type Authority, openAuthority, openFront, type SecureServer, serveSecurely } from './tls.ts';

const ROOT = join(import.meta.dirname, '../..');
const CONTROL_TOKEN = 'sandbox-bank-control';
const CLIENT = { client_id: 'relink-live', client_secret: 'what-the-bank-gave-us', client_name: 'Relink' };
export const OWNER = 'ada@shop.example';

export interface LiveWorld extends Scene {
  platform: Platform;
  database: TestDatabase;
  mails: RealServer;
  /** What `npm run merchant -- create` said. */
  created: string;
  /** The environment that everything of this installation runs in. */
  env: Record<string, string>;
  banks_folder: string;
  client(key: string): Stripe;
  /** The same for one more merchant, as a story wants it. */
  newScene(): Promise<Scene>;
  /** Stops and starts the platform. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Opens one with these banks of the sandbox. */
export async function openLiveWorld(slugs: readonly string[]): Promise<LiveWorld> {
  const authority = await openAuthority();
  const database = await freshDatabase('postgres');
  const mails = await openRealServer();
  const [port, bank_port] = [await freePort(), await freePort()];
  const front = await openFront(authority, () => port);
  const bank_front = await openFront(authority, () => bank_port);
  const bank = await openBankBehind(bank_front.url, bank_port, front.url);
  const banks_folder = join(database.env.RELINK_DATA_DIR, 'banks');
  await enterBanks(banks_folder, slugs, bank_front.url, authority);
  const env = {
    ...database.env,
    RELINK_MODE: 'live',
    RELINK_PUBLIC_URL: front.url,
    RELINK_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    RELINK_BANKS_DIR: banks_folder,
    RELINK_ALLOW_EGRESS: '127.0.0.0/8 ::1/128',
    SMTP_URL: mails.url,
    MAIL_FROM: 'relink@shop.example',
    PORT: String(port),
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'silent',
  };
  let ahead_ms = 0;
  const clock = { now: () => new Date(Date.now() + ahead_ms) };
  const start = () => startPlatform(readConfig(env), { clock });
  let platform = await start();
  const created = await merchantCommand(env, ['create', 'Shop', '--owner', OWNER]);
  const control: Scene['control'] = (method, path, body) => askDesk(bank_port, method, path, body);
  const pass: Pass = async (days, { slug, user }) => {
    ahead_ms += days * DAY_MS;
    await control('PUT', `${slug}/people/${user}/time`, { at: clock.now().toISOString() });
    await platform.settled();
  };
  const client = (key: string) =>
    new Stripe(key, { host: 'localhost', port: Number(new URL(front.url).port), maxNetworkRetries: 0 });
  const hooks: SecureServer[] = [];
  const sceneFor = (keys: KeyPair, close: () => Promise<void>): Scene => {
    const stripe = client(keys.secret);
    const settle = () => platform.settled();
    const moved = { control, driver: byHand(pass), settle };
    return { url: front.url, stripe, keys, ...moved, receive: () => receive(authority, stripe, hooks), close };
  };
  const newScene = async () => {
    const { database: open, vault } = platform;
    const maker = { clock, random: systemRandom, vault };
    const { keys } = await open.transact((trx) => addMerchant(trx, maker, 'Story', true));
    return sceneFor(keys, async () => {});
  };
  const close = async () => {
    await platform.close();
    await Promise.all([front, bank_front, bank, mails, ...hooks].map((one) => one.close()));
    await database.remove();
    authority.forget();
  };
  return {
    ...sceneFor({ secret: keyIn(created, 'sk'), publishable: keyIn(created, 'pk') }, close),
    ...{ database, mails, created, env, banks_folder, client, newScene },
    get platform() {
      return platform;
    },
    async restart() {
      await platform.close();
      platform = await start();
    },
  };
}

function openBankBehind(public_url: string, port: number, platform: string): Promise<Bank> {
  const client = {
    ...CLIENT,
    redirect_uris: (slug: string) => [`${platform}/banks/${slug}/callback`],
    jwks_uri: () => `${platform}/banks/jwks.json`,
  };
  return openBank({
    data_folder: null,
    port,
    public_url,
    host: '127.0.0.1',
    control_token: CONTROL_TOKEN,
    clients: [client],
  });
}

async function enterBanks(folder: string, slugs: readonly string[], bank: string, { ca }: Authority): Promise<void> {
  await mkdir(folder);
  for (const slug of slugs) await enterBank(folder, slug, bank);
  await writeFile(join(folder, 'client.secret'), `${CLIENT.client_secret}\n`, { mode: 0o600 });
  await writeFile(join(folder, 'ca.pem'), ca);
}

interface Protocol {
  extensions: string[];
  client: object;
  resources: Record<string, string>;
  issuer: string;
}

/** A bank of the sandbox as an operator of a live installation would write it down. */
async function enterBank(folder: string, slug: string, bank: string): Promise<void> {
  const seed = INSTITUTIONS.find((one) => one.slug === slug);
  if (seed === undefined) throw new Error(`there is no bank ${slug}`);
  const { livemode: _, connector: _connector, status: _status, ...file } = seed;
  const { extensions: _extensions, client, resources, issuer, ...protocol } = file.protocol as unknown as Protocol;
  const places = Object.entries(resources).map(([name, path]) => [name, bank + path]);
  const secret = 'secret' in client && { secret: { file: 'client.secret' } };
  const text = {
    ...file,
    protocol: {
      ...protocol,
      issuer: bank + issuer,
      client: { id: CLIENT.client_id, ...secret },
      tls: { ca: { file: 'ca.pem' } },
      resources: Object.fromEntries(places),
    },
  };
  await writeFile(join(folder, `${slug}.json`), JSON.stringify(text, null, 2));
}

/** `npm run merchant` in this installation's environment; what it printed. */
export async function merchantCommand(env: Record<string, string>, args: string[]): Promise<string> {
  const script = join(ROOT, 'scripts', 'merchant.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...args], {
    env: { ...env, PATH: process.env.PATH },
  });
  return stdout;
}

function keyIn(text: string, kind: 'sk' | 'pk'): string {
  const [key] = new RegExp(`${kind}_live_\\w+`).exec(text) ?? [];
  if (key === undefined) throw new Error(`no ${kind}_live_ key was printed:\n${text}`);
  return key;
}

async function askDesk(
  port: number,
  method: string,
  path: string,
  body?: object | null,
): Promise<Record<string, unknown>> {
  const answer = await fetch(`http://127.0.0.1:${port}/control/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${CONTROL_TOKEN}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`the bank's desk answered ${answer.status}: ${text}`);
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

async function receive(authority: Authority, stripe: Stripe, hooks: SecureServer[]) {
  const received: ReceivedWebhook[] = [];
  const server = await serveSecurely(authority, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const signature = String(request.headers['stripe-signature']);
    received.push({ body, signature, event: JSON.parse(body) as Stripe.Event });
    response.writeHead(200).end();
  });
  hooks.push(server);
  const endpoint = await stripe.webhookEndpoints.create({ url: `${server.url}/hooks`, enabled_events: ['*'] });
  return { received, secret: endpoint.secret! };
}
