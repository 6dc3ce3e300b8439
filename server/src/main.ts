// The platform as a process: opens the world, migrates, listens, works, and drains when told to stop.
import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import type { DestinationStream } from 'pino';
import { migrate } from '#database/migrate.ts';
import { type Database, openDatabase } from '#database/open.ts';
import type { Transaction } from '#database/schema.ts';
import { ensureClientKeys } from '#domain/connections/client_keys.ts';
import { seedInstitutions } from '#domain/connections/institution_rows.ts';
import type { InstitutionSeed } from '#domain/connections/institutions.data.ts';
import { resubscribeAll } from '#domain/institutions/subscription.ts';
import { createKeyRing, ensureSandboxMerchant } from '#domain/merchants/api_key.ts';
import { planDigests } from '#domain/merchants/digest.ts';
import { ensureOwner } from '#domain/merchants/member_rows.ts';
import { createSignInLink, signInUrl } from '#domain/merchants/sign_in.ts';
import { createBankRoutes } from '#inbound/banks/routes.ts';
import { openDashboard } from '#inbound/dashboard/routes.ts';
import { createHosted } from '#inbound/hosted/routes.ts';
import { rememberPeer } from '#inbound/http/sender.ts';
import { createMails } from '#inbound/mails/routes.ts';
import { counted, createMetricsPage } from '#inbound/metrics/routes.ts';
import { openStatics } from '#inbound/statics/files.ts';
import { endLeases } from '#jobs/claim.ts';
import { jobsSettled } from '#jobs/worker.ts';
import { systemClock } from '#kernel/clock.ts';
import type { KeyPort } from '#kernel/key_port.ts';
import { createAchNetwork } from '#outbound/ach/network.ts';
import { openClientKeys } from '#outbound/banks/client_keys.ts';
import type { SandboxBank } from '#outbound/banks/line.ts';
import { createBanks } from '#outbound/banks/registry.ts';
import { type Egress, openEgress } from '#outbound/egress/egress.ts';
import { type MailPatience, openMailServer } from '#outbound/emails/smtp.ts';
import { createListeners, type Listeners } from '#outbound/stripecli/listeners.ts';
import { asksForSocket } from '#outbound/stripecli/upgrade.ts';
import { createWebhookSender } from '#outbound/webhooks/deliver.ts';
import { homeOf, isOpen, listensOn, originsOf, proxiesOf } from './address.ts';
import { createApp, type Handler } from './app.ts';
import { institutionsOf, requireKnownIds } from './banks_folder.ts';
import type { Config } from './config.ts';
import { loadHostedRenderer } from './hosted_renderer.ts';
import { planTidying, startCertificateWatch } from './housekeeping.ts';
import { checkWorkers, createWorkers } from './lanes.ts';
import { openLog } from './log.ts';
import { openMetrics } from './metrics.ts';
import { SANDBOX_CLIENT, sandboxBank } from './sandbox_bank.ts';
import { type OpenVault, openVault, systemRandom, type VaultDesk } from './vault.ts';
import { createJobKinds } from './worker.ts';
import type { World } from './world.ts';
import { followKeys } from './wrapping_keys.ts';

/** For a year, browsers come by TLS only. */
const HSTS = 'max-age=31536000';
const OPEN_SANDBOX =
  'RELINK_HOST lets other machines in: whoever is on their network reaches the sandbox, its test helpers and its mailbox, without TLS';
const DRAIN_MS = 5_000;
const BANK_CHECK_MS = 3_000;
/** What mails under way get to be taken when the process stops. */
const MAIL_DRAIN_MS = 3_000;
const KEY_VARIABLES = { secret: 'RELINK_SANDBOX_SECRET_KEY', publishable: 'RELINK_SANDBOX_PUBLISHABLE_KEY' };

/** What the sandbox has for whoever starts it. */
export interface Sandbox {
  /** Of the merchant that is there from the start. */
  keys: { secret: string; publishable: string };
  /** Signs its owner in at the Dashboard, once. */
  dashboard_url: string;
}

export interface Platform {
  url: string;
  /** Null in live mode. */
  sandbox: Sandbox | null;
  /** The one that it works on; for tests that add what no route adds. */
  database: Database;
  /** Its keys, for the same. */
  vault: OpenVault;
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
  /** Where the master key is, where it is not in the environment. */
  key_port?: KeyPort;
  /** Wraps the whole API and every page, for a test that looks at what goes out. */
  around?: (app: Handler) => Handler;
  /** Where log lines go; standard output unless told. */
  log_to?: DestinationStream;
  /** What is known of the sandbox bank by whoever opened it. */
  sandbox_bank?: Partial<SandboxBank>;
  /** Folder of a migrated embedded database to start from. */
  database_template?: string;
}

/** Starts everything of the platform in this process. Throws one clear line for what a person can mend. */
export async function startPlatform(config: Config, options: PlatformOptions = {}): Promise<Platform> {
  const institutions = await institutionsOf(config, process.env);
  const world = await openWorld(config, options);
  try {
    const origins = originsOf(config);
    const sandbox = await prepareDatabase(world, institutions);
    const { livemode } = config;
    const kinds = createJobKinds(world, origins.public_url);
    const workers = createWorkers(world, kinds);
    const sender = createWebhookSender({ ...world, egress: egressOf(config), sandbox: !livemode });
    const listeners = createListeners(world);
    const render = await loadHostedRenderer(new URL('../../web/dist/', import.meta.url));
    const parts = {
      hosted: createHosted({ world, keys: createKeyRing(world), origins, render }),
      banks: createBankRoutes(world),
      dashboard: await openDashboard({ world, origins, livemode }, folder('../../web/dist/dashboard/')),
      mails: createMails({ world, origins, callback_token: config.mail.callback_token, livemode }),
      metrics: createMetricsPage({ world, metrics: world.metrics, token: config.metrics_token, livemode }),
      statics: await openStatics({ js: folder('../../js/dist/'), hosted: folder('../../web/dist/hosted/') }),
      checks: {
        worker: () => checkWorkers(workers),
        ...(!livemode && { bank: () => checkBank(config, world.egress) }),
      },
    };
    const around = options.around ?? ((handler: Handler) => handler);
    const app = around(counted(world.metrics, createApp(world, parts)));
    const isProxy = proxiesOf(config);
    const listener = getRequestListener(async (request, { incoming }) => {
      const response = await app(rememberPeer(request, incoming.socket.remoteAddress, isProxy));
      if (livemode) response.headers.set('Strict-Transport-Security', HSTS);
      return response;
    });
    const servers = await listen(config, listener, listeners);
    if (sandbox !== null && isOpen(config.host)) world.log.warn({ host: config.host }, OPEN_SANDBOX);
    await Promise.all(workers.map((worker) => worker.start()));
    sender.start();
    listeners.start();
    const stopWatch = startCertificateWatch(world);
    const stopKeys = await followKeys(world.database, world.vault.keys, world.log);
    return {
      url: homeOf(config),
      sandbox,
      database: world.database,
      vault: world.vault,
      async settled() {
        await jobsSettled(world.database, world.clock);
        await sender.settled();
      },
      async close() {
        stopWatch();
        await stopKeys();
        // A server does not end while a socket of a listener is open.
        await Promise.all([listeners.stop(), ...servers.map(stopListening)]);
        const hurry = setTimeout(() => world.mail_server?.close(), MAIL_DRAIN_MS);
        await Promise.all(workers.map((worker) => worker.stop()));
        clearTimeout(hurry);
        world.mail_server?.close();
        await sender.stop();
        await world.egress.close();
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
  const database = await openDatabase({
    url: config.database_url,
    livemode: config.livemode,
    folder: config.data_folder,
    template: options.database_template,
    report: (message, error) => log.warn({ err: error }, message),
  });
  const vault = await openKeys(config, { database, clock, random: systemRandom, key_port: options.key_port });
  const sandbox = config.livemode ? null : sandboxBank(config, options.sandbox_bank);
  const egress = egressOf(config, options.fetch);
  const ach = sandbox && createAchNetwork({ ...SANDBOX_CLIENT, bank_url: sandbox.url, fetch: egress.fetch });
  const banks = createBanks({
    sandbox,
    keys: openClientKeys({ database, vault, clock }),
    egress,
    clock,
    report: (failure) => log.warn(failure, 'a bank visit failed'),
  });
  const { smtp_url } = config.mail;
  const mail_server = smtp_url === null ? null : openMailServer(smtp_url, options.mail_patience);
  const { public_url } = originsOf(config);
  const mailbox_only = mail_server === null;
  const outside = { egress, banks, ach, mail_server, public_url, mailbox_only };
  return { config, database, clock, random: systemRandom, vault, log, metrics: openMetrics(), ...outside };
}

function egressOf({ livemode, allow_egress }: Config, send?: typeof fetch): Egress {
  return openEgress({ sandbox: !livemode, allowed: allow_egress, fetch: send });
}

/** The tables come first: the keys are in them. */
async function openKeys(config: Config, desk: VaultDesk): Promise<OpenVault> {
  try {
    await migrate(desk.database);
    return await openVault(config, desk);
  } catch (error) {
    await desk.database.close();
    throw error;
  }
}

async function prepareDatabase(world: World, institutions: readonly InstitutionSeed[]): Promise<Sandbox | null> {
  const { database, config, clock } = world;
  if (database.engine === 'embedded') await endLeases(database, clock);
  return await database.transact(async (trx) => {
    await requireKnownIds(trx, institutions);
    await seedInstitutions(trx, institutions);
    await planDigests(trx, clock.now());
    await planTidying(trx, clock.now());
    await resubscribeAll(trx, world.public_url, clock.now());
    await ensureClientKeys({ ...world, trx });
    return config.livemode ? null : await prepareSandbox(trx, world);
  });
}

/** Its merchant with keys and owner, who signs in by a link that whoever runs the installation reads in his terminal. */
async function prepareSandbox(trx: Transaction, world: World): Promise<Sandbox> {
  const { config, clock, random, vault, log, public_url } = world;
  const given = { secret_key: config.sandbox_secret_key, publishable_key: config.sandbox_publishable_key };
  const made = await ensureSandboxMerchant(trx, given, { clock, random, vault });
  for (const kind of made.ended) log.warn(`${KEY_VARIABLES[kind]} names a key that was rolled or revoked; remove it`);
  const owner = await ensureOwner(trx, made.merchant.id, config.owner_email, { clock, random });
  const person = { kind: 'start', email: owner.email, merchant: null, bound: false } as const;
  const token = await createSignInLink({ trx, clock, random }, person);
  const keys = { secret: made.secret_key, publishable: made.publishable_key };
  return { keys, dashboard_url: signInUrl(public_url, 'start', token) };
}

async function checkBank(config: Config, egress: Egress): Promise<void> {
  const answer = await egress
    .fetch(`${sandboxBank(config).url}/healthz`, {
      signal: AbortSignal.timeout(BANK_CHECK_MS),
    })
    .catch(() => null);
  if (!answer?.ok) throw new Error('the sandbox bank does not answer');
}

function folder(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}

async function listen(
  { host: wanted, port }: Config,
  listener: ReturnType<typeof getRequestListener>,
  { upgrade }: Listeners,
): Promise<Server[]> {
  const servers: Server[] = [];
  const [first, ...others] = listensOn(wanted);
  for (const host of [first, ...others]) {
    const server = createServer({ shouldUpgradeCallback: asksForSocket }, listener).on('upgrade', upgrade);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.once('error', reject).listen({ port, host, exclusive: true }, resolve);
    try {
      await promise;
      servers.push(server);
    } catch (error) {
      if (host === first) throw error;
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
