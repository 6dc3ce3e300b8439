// A throw-away PostgreSQL for tests and benchmarks: own folder, free loopback port, unprivileged user, gone at the end.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { canInstall, installPackages } from './debian.mjs';
import { must, start } from './processes.mjs';
import { Stop, step } from './terminal.mjs';

const OLDEST_MAJOR = 15;
const START_TRIES = 3;
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 20_000;

/** Durability is off on purpose: the data lives as long as one run. */
const TEST_SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum_naptime: '10s',
  max_connections: '200',
  // In its folder, so that nothing stays in /dev/shm of a server that is stopped at once.
  dynamic_shared_memory_type: 'mmap',
};

/**
 * Starts a PostgreSQL with what the system has (installing it where that is allowed).
 * `settings` replace TEST_SETTINGS one by one; `place` is where its folder is made, and others than we may look into it. Resolves with {url, version, binaries (the folder of psql and pgbench), stop()}; stop() ends the server and removes the folder.
 */
export async function startPostgres(settings = {}, place = null) {
  const binaries = await findBinaries();
  const owner = unprivilegedUser();
  const folder = mkdtempSync(join(place ?? (owner ? '/tmp' : temporaryFolder()), 'relink-postgres-'));
  if (owner) chownSync(folder, owner.uid, owner.gid);
  chmodSync(folder, 0o700);
  try {
    return await step(`Starting PostgreSQL ${binaries.version}`, async () => {
      const password = await makeCluster(binaries, owner, folder);
      const { port, stop } = await startServer(binaries, owner, folder, { ...TEST_SETTINGS, ...settings });
      const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
      return {
        url,
        version: binaries.version,
        binaries: binaries.folder,
        stop: () => stop().finally(() => remove(folder)),
      };
    });
  } catch (error) {
    remove(folder);
    throw error;
  }
}

async function findBinaries() {
  const found = installed();
  if (found) return found;
  if (canInstall()) {
    await installPackages('Installing PostgreSQL for the tests', ['postgresql']);
    const fresh = installed();
    if (fresh) return fresh;
  }
  throw new Stop(
    `The tests need PostgreSQL ${OLDEST_MAJOR} or newer: install it (initdb and postgres are enough), or set TEST_DATABASE_URL to a server where databases may be created.`,
  );
}

/** The newest usable PostgreSQL on this machine: {folder, version} or null. */
function installed() {
  const debian = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql') : [];
  const homebrew = ['/opt/homebrew/opt', '/usr/local/opt'].flatMap((base) =>
    existsSync(base)
      ? readdirSync(base)
          .filter((name) => name.startsWith('postgresql'))
          .map((name) => join(base, name))
      : [],
  );
  const folders = [
    ...debian.map((name) => `/usr/lib/postgresql/${name}/bin`),
    ...homebrew.map((path) => join(path, 'bin')),
    ...(process.env.PATH ?? '').split(delimiter),
  ].filter((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
  const usable = folders
    .map((folder) => ({ folder, version: versionOf(folder) }))
    .filter(({ version }) => version >= OLDEST_MAJOR);
  return usable.sort((a, b) => b.version - a.version)[0] ?? null;
}

function versionOf(folder) {
  const text = execFileSync(join(folder, 'postgres'), ['--version'], { encoding: 'utf8' });
  return Number(/(\d+)(?:\.|beta|rc|devel|\s|$)/.exec(text)?.[1] ?? 0);
}

/** initdb and postgres refuse root: as root they run as `postgres`, else `nobody`. null: we are not root. */
function unprivilegedUser() {
  if (process.getuid?.() !== 0) return null;
  for (const name of ['postgres', 'nobody']) {
    const id = (flag) =>
      Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    try {
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // No such user here: the next one.
    }
  }
  throw new Stop(
    'PostgreSQL refuses to run as root, and there is neither a user "postgres" nor "nobody". Run the tests as another user.',
  );
}

function temporaryFolder() {
  return process.env.TMPDIR || '/tmp';
}

async function makeCluster({ folder: bin }, owner, folder) {
  const password = randomBytes(18).toString('base64url');
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (owner) chownSync(passwordFile, owner.uid, owner.gid);
  const args = [
    '--pgdata',
    join(folder, 'data'),
    '--username',
    'postgres',
    '--auth',
    'scram-sha-256',
    '--pwfile',
    passwordFile,
  ];
  const locale = ['--encoding', 'UTF8', '--locale', 'C', '--no-sync'];
  await must('initdb failed.', join(bin, 'initdb'), [...args, ...locale], { ...owner, cwd: folder });
  rmSync(passwordFile);
  return password;
}

async function startServer({ folder: bin }, owner, folder, settings) {
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  let log = '';
  for (let attempt = 1; attempt <= START_TRIES; attempt += 1) {
    const port = await freePort();
    // No socket file: its path may be too long, and the tests speak TCP.
    const place = ['-D', join(folder, 'data'), '-p', String(port), '-h', '127.0.0.1', '-c', 'unix_socket_directories='];
    const server = start(join(bin, 'postgres'), [...place, ...options], {
      ...owner,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const exited = new Promise((resolve) => server.once('close', resolve));
    log = '';
    if (
      await isReady(server, exited, (text) => {
        log += text;
      })
    ) {
      // Read on, or the server blocks once the pipe is full.
      server.stderr.resume();
      return { port, stop: () => stopServer(server, exited) };
    }
    await stopServer(server, exited);
    // Between freePort() and here another program may have taken the port; any other failure repeats itself.
    if (!/could not bind|Address already in use/.test(log)) break;
  }
  throw new Stop(`PostgreSQL did not start.\n\n${log.trim()}`);
}

function isReady(server, exited, keep) {
  return new Promise((resolve) => {
    let seen = '';
    const timer = setTimeout(() => resolve(false), START_LIMIT_MS);
    const finish = (answer) => {
      clearTimeout(timer);
      server.stderr.off('data', read);
      resolve(answer);
    };
    const read = (chunk) => {
      keep(chunk);
      seen = (seen + chunk).slice(-4_000);
      if (seen.includes('ready to accept connections')) finish(true);
    };
    server.stderr.setEncoding('utf8').on('data', read);
    exited.then(() => finish(false));
    server.once('error', (error) => {
      keep(error.message);
      finish(false);
    });
  });
}

async function stopServer(server, exited) {
  if (server.exitCode !== null || server.signalCode !== null || server.pid === undefined) return;
  // "Immediate" shutdown: nothing here is worth a checkpoint.
  server.kill('SIGQUIT');
  const force = setTimeout(() => server.kill('SIGKILL'), STOP_LIMIT_MS);
  await exited;
  clearTimeout(force);
}

function remove(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
