// The platform as a process: opens the world, migrates, listens, works, and drains when told to stop.
import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import type { DestinationStream } from 'pino';
import { migrate } from '#database/migrate.ts';
import { type Database, openDatabase } from '#database/open.ts';
import { seedInstitutions } from '#domain/connections/institution_rows.ts';
import { createKeyRing, ensureSandboxMerchant } from '#domain/merchants/api_key.ts';
import { planDigests } from '#domain/merchants/digest.ts';
import { ensureOwner } from '#domain/merchants/member_rows.ts';
import { createSignInLink, signInUrl } from '#domain/merchants/sign_in.ts';
import { createBankRoutes } from '#inbound/banks/routes.ts';
import { openDashboard } from '#inbound/dashboard/routes.ts';
import { createHosted } from '#inbound/hosted/routes.ts';
import type { Origins } from '#inbound/http/origin.ts';
import { rememberPeer } from '#inbound/http/sender.ts';
import { createMails } from '#inbound/mails/routes.ts';
import { openStatics } from '#inbound/statics/files.ts';
import { endLeases } from '#jobs/claim.ts';
import { jobsSettled, Worker } from '#jobs/worker.ts';
import { systemClock } from '#kernel/clock.ts';
import { createAchNetwork } from '#outbound/ach/network.ts';
import { createBanks } from '#outbound/banks/registry.ts';
import { REFRESH_KINDS } from '#outbound/connections/data_jobs.ts';
import { type MailPatience, openMailServer } from '#outbound/emails/smtp.ts';
import { createListeners, type Listeners } from '#outbound/stripecli/listeners.ts';
import { asksForSocket } from '#outbound/stripecli/upgrade.ts';
import { createWebhookSender } from '#outbound/webhooks/deliver.ts';
import { createApp } from './app.ts';
import type { Config } from './config.ts';
import { loadHostedRenderer } from './hosted_renderer.ts';
import { startHousekeeping } from './housekeeping.ts';
import { openLog } from './log.ts';
import { PAYMENT_KINDS } from './payment_jobs.ts';
import { checkKey, openVault, systemRandom } from './vault.ts';
import { openMetrics } from './metrics.ts';
import {
  BACKGROUND_KINDS,
  BATCH_KINDS,
  createJobKinds,
  MAIL_KINDS,
  MAIL_NOW_KINDS,
  POLICY_KINDS,
  SANDBOX_KINDS,
} from './worker.ts';
import type { World } from './world.ts';

const HOSTS = ['127.0.0.1', '::1'];
const DRAIN_MS = 5_000;
const BANK_CHECK_MS = 3_000;
/** What mails under way get to be taken when the process stops. */
const MAIL_DRAIN_MS = 3_000;
/** What has a worker of its own; one more does the rest. */
const OWN_LANES = [
  PAYMENT_KINDS,
  BACKGROUND_KINDS,
  REFRESH_KINDS,
  SANDBOX_KINDS,
  BATCH_KINDS,
  POLICY_KINDS,
  MAIL_KINDS,
  MAIL_NOW_KINDS,
].flat();
const KEY_VARIABLES = { secret: 'RELINK_SANDBOX_SECRET_KEY', publishable: 'RELINK_SANDBOX_PUBLISHABLE_KEY' };

export interface Platform {
  url: string;
  keys: { secret: string; publishable: string };
  /** Signs the owner in at the Dashboard, once. */
  dashboard_url: string;
  /** The one that it works on; for tests that add what no route adds. */
  database: Database;
  /** Resolves when no job, delivery or request is due or under way. */
  settled(): Promise<void>;
  /** Stops listening, lets running work end, closes the database. */
  close(): Promise<void>;
}

/** What a test world may set differently; everything else is real. */
export interface PlatformOptions {
  clock?: World['clock'];
  fetch?: typeof fetch;
  mail_patience?: Partial<MailPatience>;
  /** Where log lines go; standard output unless told. */
  log_to?: DestinationStream;
  /** Folder of a migrated embedded database to start from. */
  database_template?: string;
}

/** Starts everything of the platform in this process. Throws one clear line for what a person can mend. */
export async function startPlatform(config: Config, options: PlatformOptions = {}): Promise<Platform> {
  const world = await openWorld(config, options);
  try {
    const { keys, dashboard_token } = await prepareDatabase(world);
    const origins = originsOf(config);
    const kinds = createJobKinds(world, origins.public_url);
    const workers = [
      new Worker({ ...world, kinds, lane: { except: OWN_LANES }, in_flight_max: 8 }),
      new Worker({ ...world, kinds, lane: { only: PAYMENT_KINDS }, in_flight_max: 4 }),
      new Worker({ ...world, kinds, lane: { only: BACKGROUND_KINDS }, in_flight_max: 4, per_bank_max: 2 }),
      new Worker({ ...world, kinds, lane: { only: REFRESH_KINDS }, in_flight_max: 4, per_bank_max: 3 }),
      new Worker({ ...world, kinds, lane: { only: SANDBOX_KINDS }, in_flight_max: 8 }),
      new Worker({ ...world, kinds, lane: { only: BATCH_KINDS }, in_flight_max: 2 }),
      new Worker({ ...world, kinds, lane: { only: POLICY_KINDS }, in_flight_max: 2 }),
      new Worker({ ...world, kinds, lane: { only: MAIL_KINDS }, in_flight_max: 4 }),
      new Worker({ ...world, kinds, lane: { only: MAIL_NOW_KINDS }, in_flight_max: 2 }),
    ];
    const sender = createWebhookSender({ ...world, allow_egress: config.allow_egress, sandbox: true });
    const listeners = createListeners(world);
    const render = await loadHostedRenderer(new URL('../../web/dist/', import.meta.url));
    const app = createApp(world, {
      hosted: createHosted({ world, keys: createKeyRing(world), origins, render }),
      banks: createBankRoutes(world),
      dashboard: await openDashboard({ world, origins, livemode: false }, folder('../../web/dist/dashboard/')),
      mails: createMails({ world, origins, callback_token: config.mail.callback_token, livemode: false }),
      statics: await openStatics({ js: folder('../../js/dist/'), hosted: folder('../../web/dist/hosted/') }),
      checks: { worker: () => checkWorkers(workers), bank: () => checkBank(config) },
    });
    const listener = getRequestListener((request, { incoming }) =>
      app(rememberPeer(request, incoming.socket.remoteAddress)),
    );
    const servers = await listen(config.port, listener, listeners);
    await Promise.all(workers.map((worker) => worker.start()));
    sender.start();
    listeners.start();
    const stopHousekeeping = startHousekeeping(world);
    return {
      url: `http://${HOSTS[0]}:${config.port}`,
      keys,
      dashboard_url: signInUrl(origins.public_url, 'start', dashboard_token),
      database: world.database,
      async settled() {
        await jobsSettled(world.database, world.clock);
        await sender.settled();
      },
      async close() {
        stopHousekeeping();
        // A server does not end while a socket of a listener is open.
        await Promise.all([listeners.stop(), ...servers.map(stopListening)]);
        const hurry = setTimeout(() => world.mail_server?.close(), MAIL_DRAIN_MS);
        await Promise.all(workers.map((worker) => worker.stop()));
        clearTimeout(hurry);
        world.mail_server?.close();
        await sender.stop();
        await world.database.close();
      },
    };
  } catch (error) {
    await world.database.close();
    throw error;
  }
}

async function openWorld(config: Config, options: PlatformOptions): Promise<World> {
  const clock = options.clock ?? systemClock;
  const log = openLog(config.log_level, options.log_to);
  const vault = await openVault(config, systemRandom);
  const database = await openDatabase({
    url: config.database_url,
    livemode: config.livemode,
    folder: config.data_folder,
    template: options.database_template,
    report: (message, error) => log.warn({ err: error }, message),
  });
  const at_bank = {
    bank_url: bankUrl(config),
    client_id: 'relink',
    client_secret: 'sandbox-bank-client-secret',
    fetch: options.fetch,
  };
  const ach = createAchNetwork(at_bank);
  const banks = createBanks({
    ...at_bank,
    bank_control_token: config.bank.control_token,
    clock,
    report: (failure) => log.warn(failure, 'a bank visit failed'),
  });
  const { smtp_url } = config.mail;
  const mail_server = smtp_url === null ? null : openMailServer(smtp_url, options.mail_patience);
  const { public_url } = originsOf(config);
  const mailbox_only = mail_server === null;
  const outside = { banks, ach, mail_server, public_url, mailbox_only };
  return { config, database, clock, random: systemRandom, vault, log, metrics: openMetrics(), ...outside };
}

async function prepareDatabase(world: World): Promise<{ keys: Platform['keys']; dashboard_token: string }> {
  const { database, config, clock, random, vault, log } = world;
  await migrate(database);
  if (database.engine === 'embedded') await endLeases(database, clock);
  const { ended, ...prepared } = await database.transact(async (trx) => {
    await checkKey(trx, vault, clock.now());
    await seedInstitutions(trx);
    const given = { secret_key: config.sandbox_secret_key, publishable_key: config.sandbox_publishable_key };
    const made = await ensureSandboxMerchant(trx, given, { clock, random, vault });
    const owner = await ensureOwner(trx, made.merchant.id, config.owner_email, { clock, random });
    await planDigests(trx, clock.now());
    const dashboard_token = await createSignInLink(
      { trx, clock, random },
      // Read by whoever runs the installation.
      { kind: 'start', email: owner.email, merchant: null, bound: false },
    );
    const keys = { secret: made.secret_key, publishable: made.publishable_key };
    return { keys, dashboard_token, ended: made.ended };
  });
  for (const kind of ended) log.warn(`${KEY_VARIABLES[kind]} names a key that was rolled or revoked; remove it`);
  return prepared;
}

function originsOf(config: Config): Origins {
  const loopback = [
    `http://127.0.0.1:${config.port}`,
    `http://localhost:${config.port}`,
    `http://[::1]:${config.port}`,
  ];
  const public_url = config.public_url ?? loopback[0]!;
  return { public_url, own: [...new Set([public_url, ...loopback])] };
}

function bankUrl(config: Config): string {
  return `http://127.0.0.1:${config.bank.port}`;
}

async function checkWorkers(workers: Worker[]): Promise<void> {
  for (const worker of workers) worker.check();
}

async function checkBank(config: Config): Promise<void> {
  const answer = await fetch(`${bankUrl(config)}/healthz`, { signal: AbortSignal.timeout(BANK_CHECK_MS) }).catch(
    () => null,
  );
  if (!answer?.ok) throw new Error('the sandbox bank does not answer');
}

function folder(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}

/** Both loopback families, so that `localhost` works however a system resolves it; a machine without IPv6 has one. */
async function listen(
  port: number,
  listener: ReturnType<typeof getRequestListener>,
  { upgrade }: Listeners,
): Promise<Server[]> {
  const servers: Server[] = [];
  for (const host of HOSTS) {
    const server = createServer({ shouldUpgradeCallback: asksForSocket }, listener).on('upgrade', upgrade);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.once('error', reject).listen({ port, host, exclusive: true }, resolve);
    try {
      await promise;
      servers.push(server);
    } catch (error) {
      if (host === HOSTS[0]) throw error;
    }
  }
  return servers;
}

async function stopListening(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const force = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearTimeout(force);
}
