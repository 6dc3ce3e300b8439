// A live installation for tests: PostgreSQL, TLS, a mail server, a clock of its own, and banks entered as strangers' are: by files.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { sql } from 'kysely';
import Stripe from 'stripe';
import { type Bank, type BankOptions, openBank } from '../../bank/src/bank.ts';
import { readConfig } from '../../server/src/config.ts';
import { DAY_MS, MINUTE_MS } from '../../server/src/kernel/clock.ts';
import { type Platform, startPlatform } from '../../server/src/main.ts';
import { systemRandom } from '../../server/src/vault.ts';
import { freshDatabase, type TestDatabase } from '../databases.ts';
import { wakeDue } from '../due.ts';
import { openRealServer, type RealServer } from '../mail/smtp.ts';
import { freePort } from '../ports.ts';
import { askDesk, CONTROL_TOKEN } from '../sandbox_bank.ts';
import { leaksOf, watchedBy, watchSecrets } from '../secrets.ts';
import type { Scene } from '../story.ts';
import { addMerchant, type KeyPair } from '../strangers.ts';
import { CLIENT, enterBanks } from './banks.ts';
import { byHand, type Person, type World } from './driver.ts';
import { openAuthority, openFront, type SecureServer } from './tls.ts';
import { receive } from './webhooks.ts';

/** What is due after seconds is due by then. */
const SHORTLY_MS = MINUTE_MS;
/** The key of what an installation does again and again for itself. */
const ROUND = 'round';

export interface Ground {
  url: string;
  platform(): Platform;
  database: TestDatabase;
  mails: RealServer;
  /** The environment that everything of this installation runs in. */
  env: Record<string, string>;
  banks_folder: string;
  /** What a merchant sees of it. */
  sceneFor(keys: KeyPair, close?: () => Promise<void>): Scene;
  /** The same for one more merchant. */
  newScene(): Promise<Scene>;
  /** Stops and starts the platform. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Opens one with these banks of the sandbox. */
export async function openGround(slugs: readonly string[]): Promise<Ground> {
  const authority = await openAuthority();
  const database = await freshDatabase('postgres');
  const mails = await openRealServer();
  const [port, bank_port] = [await freePort(), await freePort()];
  const front = await openFront(authority, () => port);
  const bank_front = await openFront(authority, () => bank_port);
  const time = createTime();
  const secrets = watchSecrets();
  const bank = await openBankBehind(bank_front.url, bank_port, front.url, { clock: time, log: secrets.bankLine });
  const banks_folder = join(database.env.RELINK_DATA_DIR, 'banks');
  await enterBanks(banks_folder, slugs, { url: bank_front.url, bank, ca: authority.ca });
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
  };
  const control: Scene['control'] = (method, path, body) =>
    askDesk(`http://127.0.0.1:${bank_port}`, method, path, body);
  const start = async () => {
    const opened = await startPlatform(readConfig(env), { clock: time, ...watchedBy(secrets, {}) });
    secrets.follow(opened.vault);
    return opened;
  };
  let platform = await start();
  const world = createWorld(time, () => platform, control, mails);
  const hooks: SecureServer[] = [];
  const sceneFor: Ground['sceneFor'] = (keys, close = async () => {}) => {
    const client = clientFor(front.url, keys.secret);
    const stripe = client();
    const moved = { control, driver: byHand(world), settle: () => platform.settled() };
    const hear: Scene['receive'] = (wanted) => receive(authority, stripe, hooks, wanted);
    return { url: front.url, stripe, keys, client, ...moved, receive: hear, close };
  };
  return {
    ...{ url: front.url, database, mails, env, banks_folder, sceneFor },
    platform: () => platform,
    async newScene() {
      const maker = { clock: time, random: systemRandom, vault: platform.vault };
      return sceneFor((await platform.database.transact((trx) => addMerchant(trx, maker, 'Story', true))).keys);
    },
    async restart() {
      await platform.close();
      platform = await start();
    },
    async close() {
      const leaks = await leaksOf(platform, secrets);
      await platform.close();
      await Promise.all([front, bank_front, bank, mails, ...hooks].map((one) => one.close()));
      await database.remove();
      authority.forget();
      assert.deepEqual(leaks, [], 'nothing secret leaves the platform, and what is sealed is where it belongs');
    },
  };
}

/** The official SDK at a live installation. */
function clientFor(url: string, secret: string): Scene['client'] {
  const at = { host: 'localhost', port: Number(new URL(url).port), maxNetworkRetries: 0 };
  return ({ key = secret, apiVersion } = {}) =>
    new Stripe(key, { ...at, ...(apiVersion && { apiVersion: apiVersion as never }) });
}

/** The real time, or ahead of it. */
interface Time {
  now(): Date;
  /** Never back. */
  goTo(moment: Date): void;
}

function createTime(): Time {
  let ahead_ms = 0;
  return {
    now: () => new Date(Date.now() + ahead_ms),
    goTo(moment) {
      ahead_ms = Math.max(ahead_ms, moment.getTime() - Date.now());
    },
  };
}

/** What the driver moves. The bank is told of a time before the platform is in it, so that what falls due finds it there. */
function createWorld(time: Time, platform: () => Platform, control: Scene['control'], mails: RealServer): World {
  const tell = (at: Date, { slug, user }: Person) =>
    control('PUT', `${slug}/people/${encodeURIComponent(user)}/time`, { at: at.toISOString() });
  const goTo = async (moment: Date, people: readonly Person[]) => {
    for (const person of people) await tell(moment, person);
    time.goTo(moment);
    await wakeDue(platform().database, moment);
    await platform().settled();
  };
  return {
    now: time.now,
    tell: (person) => tell(time.now(), person).then(() => undefined),
    async pass(days, people) {
      await platform().settled();
      const end = new Date(time.now().getTime() + Math.max(days * DAY_MS, SHORTLY_MS));
      for (let due = await nextDue(platform(), time.now(), end); due !== null; ) {
        await goTo(due, people);
        due = await nextDue(platform(), time.now(), end);
      }
      await goTo(end, people);
    },
    mailsTo: (address) => mails.taken.filter(({ to }) => to.includes(address)).map(({ email }) => email),
    async rest() {
      await platform().settled();
      const planned = platform().database.kysely.deleteFrom('jobs').where('state', '=', 'waiting');
      await planned.where(sql<boolean>`unique_key is distinct from ${ROUND}`).execute();
    },
  };
}

/** When something of a link or an account is due that has its day; daily looks are made wherever time stops. */
async function nextDue({ database }: Platform, now: Date, end: Date): Promise<Date | null> {
  const { due } = await database.kysely
    .selectFrom('jobs')
    .select((is) => is.fn.min('due_at').as('due'))
    .where('state', '=', 'waiting')
    .where('due_at', '>', now)
    .where('due_at', '<', end)
    .where((is) => is.or([is('kind', 'like', 'authorization.%'), is('kind', 'like', 'account.%')]))
    .where('unique_key', 'not like', '%:daily')
    .executeTakeFirstOrThrow();
  return due;
}

function openBankBehind(
  public_url: string,
  port: number,
  platform: string,
  options: Pick<BankOptions, 'clock' | 'log'>,
): Promise<Bank> {
  const client = {
    ...CLIENT,
    redirect_uris: (slug: string) => [`${platform}/banks/${slug}/callback`],
    jwks_uri: () => `${platform}/banks/jwks.json`,
  };
  return openBank({
    data_folder: null,
    port,
    public_url,
    ...options,
    host: '127.0.0.1',
    control_token: CONTROL_TOKEN,
    clients: [client],
  });
}
