// Runs the sandbox bank and the platform in one process, says where they are, and drains both when told to stop.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, relative } from 'node:path';
import { openBank } from '../bank/src/bank.ts';
import { homeOf, isOpen, listensOn, originsOf, written } from '../server/src/address.ts';
import { type Config, ConfigError, readConfig } from '../server/src/config.ts';
import { ensureSandboxMerchant } from '../server/src/domain/merchants/api_key.ts';
import { KEYS_CHANNEL } from '../server/src/domain/merchants/api_key_operations.ts';
import { systemClock } from '../server/src/kernel/clock.ts';
import { type Platform, type Sandbox, startPlatform } from '../server/src/main.ts';
import { systemRandom } from '../server/src/vault.ts';
import { explain } from './lib/explain.ts';

/** The sandbox bank is for this machine alone. */
const BANK_HOST = '127.0.0.1';
const DRAIN_LIMIT_MS = 10_000;
const FREE_PORT_TRIES = 20;
/** What the system says to an address that is not the machine's, or of a family that it does not have. */
const NO_ADDRESS = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL']);
/** A terminal, npm and scripts/start.mjs each pass on the same Ctrl-C: what arrives within this time is one press. */
const SAME_PRESS_MS = 1_000;

// What Node writes when it dies of an error would have the keys of the environment in it.
if (process.report) process.report.excludeEnv = true;

interface Running {
  close(): Promise<void>;
}

/** Live mode is the platform alone: its banks are where they are. */
async function start(config: Config): Promise<Running> {
  if (!config.livemode) return await startSandbox(config);
  const platform = await startPlatform(config);
  const lines = [
    '',
    '  Relink is running in live mode.',
    '',
    `  API base          ${config.public_url}`,
    `  Dashboard         ${config.public_url}/dashboard`,
    `  Listens           http://${written(config.host)}:${config.port}  (for the proxy that ends TLS)`,
    `  Banks             ${config.banks_folder ?? 'none: RELINK_BANKS_DIR is not set'}`,
    '  Merchants         npm run merchant -- create NAME --owner EMAIL',
    '',
    '  Ctrl-C stops it.',
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return platform;
}

async function startSandbox(config: Config): Promise<Running> {
  const { own: origins } = originsOf(config);
  const bank = await openBank({
    data_folder: config.data_folder,
    port: config.bank.port,
    tls_port: config.bank.port + 1,
    host: BANK_HOST,
    control_token: config.bank.control_token,
    clients: [
      {
        client_id: 'relink',
        client_name: 'Relink',
        client_secret: 'sandbox-bank-client-secret',
        redirect_uris: (slug) => origins.map((origin) => `${origin}/banks/${slug}/callback`),
        jwks_uri: () => `${homeOf(config)}/banks/jwks.json`,
      },
    ],
  });
  try {
    const platform = await startPlatform(config);
    if (platform.sandbox === null) throw new Error('the platform did not start as a sandbox');
    keepKeys(config, platform.sandbox.keys);
    await followKeys(config, platform);
    welcome(config, platform.sandbox, bank.url);
    // The platform first: its worker may be in the middle of talking to the bank.
    return { close: () => platform.close().finally(() => bank.close()) };
  } catch (error) {
    await bank.close();
    throw error;
  }
}

/** So that a program beside us, such as the example shop, starts without copying keys. Sandbox keys only; readable by this user. */
function keepKeys(config: Config, keys: Sandbox['keys']): void {
  const about = {
    api_base: homeOf(config),
    secret_key: keys.secret,
    publishable_key: keys.publishable,
  };
  writeFileSync(join(config.data_folder, 'sandbox.json'), `${JSON.stringify(about, null, 2)}\n`, { mode: 0o600 });
}

/** A standard key that is rolled at the Dashboard is written down at once. */
async function followKeys(config: Config, { database, vault }: Platform): Promise<void> {
  const maker = { clock: systemClock, random: systemRandom, vault };
  const write = async () => {
    const made = await database.transact((trx) => ensureSandboxMerchant(trx, null, maker));
    keepKeys(config, { secret: made.secret_key, publishable: made.publishable_key });
  };
  // What goes wrong here goes right at the next start.
  await database.listen(KEYS_CHANNEL, () => void write().catch(() => {}));
}

function welcome(config: Config, { keys, dashboard_url }: Sandbox, bank: string): void {
  const base = homeOf(config);
  const localhost = `http://localhost:${config.port}`;
  const data = relative(process.cwd(), config.data_folder) || '.';
  const folder = data.startsWith('..') ? config.data_folder : data;
  const lines = [
    '',
    '  Relink is running in sandbox mode.',
    '',
    `  Dashboard         ${dashboard_url}`,
    '                    (signs you in, once; every start prints another one)',
    `  API base          ${base}${originsOf(config).own.includes(localhost) ? `  (${localhost} works too)` : ''}`,
    ...(isOpen(config.host) ? [`  Open to others    on ${config.host}, with its test helpers and its mailbox`] : []),
    `  Secret key        ${keys.secret}`,
    `  Publishable key   ${keys.publishable}`,
    `  Browser SDK       ${base}/v1/relink.js`,
    `  Health            ${base}/healthz  ${base}/readyz`,
    `  Sandbox bank      ${bank}`,
    ...(config.banks_folder === null ? [] : [`  Your banks        ${config.banks_folder}`]),
    // With a mail server the mails are there, and not all of them here.
    ...(config.mail.smtp_url === null ? [`  Mailbox           ${base}/mailbox`] : []),
    '  Example shop      npm run example  (in a second terminal)',
    `  Data              ${folder}${config.database_url === null ? ' (embedded database)' : ' and the database of DATABASE_URL'}`,
    '',
    '  A first request:',
    `    curl ${base}/v1/customers -u ${keys.secret}: -d name="Jenny Rosen"`,
    '',
    '  Ctrl-C stops it.',
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Fails early, and with the variable's name, on what would fail late and unclearly. */
async function prepare(config: Config): Promise<Config> {
  // Live mode keeps nothing on this machine, and takes the port that its proxy knows.
  if (config.livemode) return Object.freeze({ ...config, port: await platformPort(config) });
  const probe = join(config.data_folder, `.write-test-${process.pid}`);
  try {
    mkdirSync(config.data_folder, { recursive: true, mode: 0o700 });
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    throw new ConfigError('RELINK_DATA_DIR', `cannot write to the folder ${config.data_folder} (${codeOf(error)})`);
  }
  const port = await platformPort(config);
  const bankPort = await bankPorts(config.bank.port);
  return Object.freeze({ ...config, port, bank: Object.freeze({ ...config.bank, port: bankPort }) });
}

async function platformPort({ host, port }: Config): Promise<number> {
  const [first] = listensOn(host);
  if (NO_ADDRESS.has(String(await tryPort(0, first))))
    throw new ConfigError('RELINK_HOST', `this machine has no address ${host} to listen on`);
  return await usablePort('PORT', port, listensOn(host));
}

/** The port itself, or a free one for 0. */
async function usablePort(variable: string, port: number, hosts: readonly [string, ...string[]]): Promise<number> {
  const [host, ...others] = hosts;
  const free = await tryPort(port, host);
  if (typeof free === 'string') throw new ConfigError(variable, portProblem(port, free));
  // A program that has the port on ::1 alone would answer to `localhost` in our place.
  for (const other of others)
    if ((await tryPort(free, other)) === 'EADDRINUSE') throw new ConfigError(variable, portProblem(free, 'EADDRINUSE'));
  return free;
}

/** The first of the bank's two ports. The next one is for clients with a certificate. */
async function bankPorts(wanted: number): Promise<number> {
  for (let tries = wanted === 0 ? FREE_PORT_TRIES : 1; ; tries -= 1) {
    const first = await usablePort('BANK_PORT', wanted, listensOn(BANK_HOST));
    const next = await tryPort(first + 1, BANK_HOST);
    if (typeof next === 'number') return first;
    if (tries <= 1) throw new ConfigError('BANK_PORT', portProblem(first + 1, next));
  }
}

/** Listens for a moment: the port, or the code of the error. */
async function tryPort(port: number, host: string): Promise<number | string> {
  const server = createServer();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen({ port, host, exclusive: true }, resolve);
  try {
    await promise;
  } catch (error) {
    return codeOf(error);
  }
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  return typeof address === 'object' && address ? address.port : port;
}

function portProblem(port: number, code: string): string {
  if (code === 'EADDRINUSE') return `port ${port} is already in use; stop the program that uses it or set another port`;
  if (code === 'EACCES') return `port ${port} needs more rights; use one above 1023`;
  return `cannot listen on port ${port} (${code})`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

/** Resolves at the first request to stop. Later ones end the process at once. */
function stopRequest(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let first: number | null = null;
  const stop = () => {
    const now = performance.now();
    first ??= now;
    if (now - first > SAME_PRESS_MS) process.exit(130);
    resolve();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
  process.on('disconnect', stop);
  return promise;
}

async function main(): Promise<void> {
  const stopped = stopRequest();
  let config: Config | null = null;
  try {
    // Every request as a JSON line would bury the sandbox's keys; LOG_LEVEL=info brings them back.
    const quiet = process.env.RELINK_MODE === 'live' ? {} : { LOG_LEVEL: process.env.LOG_LEVEL || 'warn' };
    config = await prepare(readConfig({ ...process.env, ...quiet }));
    const running = await start(config);
    await stopped;
    process.stdout.write('\n  Stopping …\n');
    const limit = setTimeout(() => {
      process.stderr.write(`  Not everything ended within ${DRAIN_LIMIT_MS / 1000} s; stopped anyway.\n`);
      process.exit(1);
    }, DRAIN_LIMIT_MS);
    await running.close();
    clearTimeout(limit);
    process.stdout.write('  Stopped.\n');
    process.exit(0);
  } catch (error) {
    process.stderr.write(`✖ ${explain(error, config)}\n`);
    process.exit(1);
  }
}

await main();
