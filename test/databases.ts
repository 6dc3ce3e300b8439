// Gives a test file a fresh, migrated database of its own, on the engine that RELINK_TEST_ENGINE names.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { migrate } from '../server/src/database/migrate.ts';
import { type Database, type DatabaseOptions, openDatabase } from '../server/src/database/open.ts';

export type TestEngine = 'embedded' | 'postgres';

/** A database that only the caller knows. */
export interface TestDatabase {
  readonly engine: TestEngine;
  /** What openDatabase() takes; `folder` exists and is the caller's own on both engines. May be opened again after a close. */
  readonly options: DatabaseOptions;
  /** The same as environment variables, for a test that starts a process. */
  readonly env: { RELINK_DATA_DIR: string; DATABASE_URL: string };
  /** Opens it. The caller closes the handle. */
  open(): Promise<Database>;
  /** Deletes it, once every handle is closed. */
  remove(): Promise<void>;
}

const MIGRATIONS = join(import.meta.dirname, '../server/src/database/migrations');
const LOCK_KEY = 727_466_001;
/** A test file opens a few at a time; the server of scripts/test.mjs has 200 connections for all files together. */
const POOL_SIZE = 4;
const LEFTOVER_AGE_MS = 24 * 60 * 60 * 1000;

/** The engine of this run: `embedded` unless RELINK_TEST_ENGINE says `postgres`. */
export function testEngine(): TestEngine {
  const name = process.env.RELINK_TEST_ENGINE || 'embedded';
  if (name !== 'embedded' && name !== 'postgres') throw new Error(`RELINK_TEST_ENGINE=${name} is not an engine`);
  return name;
}

/** A fresh database with every migration applied, in well under a second: a copy of a template made once per run. */
export async function freshDatabase(engine: TestEngine = testEngine()): Promise<TestDatabase> {
  const folder = await mkdtemp(join(await workFolder(), `${engine}-`));
  const { options, drop } = engine === 'embedded' ? await embedded(folder) : await postgres(folder);
  return {
    engine,
    options,
    env: { RELINK_DATA_DIR: folder, DATABASE_URL: options.url ?? '' },
    open: () => openDatabase(options),
    remove: async () => {
      await drop();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** Makes the template of an engine unless it is there. The test command does it once, before files run side by side. */
export async function prepareTemplate(engine: TestEngine): Promise<void> {
  if (engine === 'embedded') await embeddedTemplate();
  else await withServer((client) => postgresTemplate(client));
}

async function embedded(folder: string): Promise<{ options: DatabaseOptions; drop: () => Promise<void> }> {
  const template = await embeddedTemplate();
  return { options: { url: null, livemode: false, folder, template }, drop: async () => {} };
}

async function embeddedTemplate(): Promise<string> {
  const folder = join(await workFolder(), `template-${migrationsHash()}`);
  const template = join(folder, 'database');
  if (existsSync(folder)) return template;
  await removeLeftovers(await workFolder());
  // Made aside and renamed when it is whole, so that a second process never copies half of it.
  const making = await mkdtemp(`${folder}-`);
  await migrateAndClose({ url: null, livemode: false, folder: making });
  await rename(making, folder).catch(async (error: unknown) => {
    if (!existsSync(folder)) throw error;
    await rm(making, { recursive: true, force: true });
  });
  return template;
}

async function postgres(folder: string): Promise<{ options: DatabaseOptions; drop: () => Promise<void> }> {
  const name = `relink_test_${randomBytes(8).toString('hex')}`;
  await withServer(async (client) => {
    const template = await postgresTemplate(client);
    await client.query(`create database ${name} template ${template}`);
  });
  const drop = () =>
    withServer(async (client) => void (await client.query(`drop database if exists ${name} with (force)`)));
  return { options: { url: serverUrl(name), livemode: false, folder, pool_size: POOL_SIZE }, drop };
}

async function postgresTemplate(client: Client): Promise<string> {
  const name = `relink_template_${migrationsHash()}`;
  if (await databaseExists(client, name)) return name;
  await client.query('select pg_advisory_lock($1)', [LOCK_KEY]);
  try {
    if (await databaseExists(client, name)) return name;
    const making = `${name}_making`;
    await client.query(`drop database if exists ${making} with (force)`);
    await client.query(`create database ${making} template template0`);
    await migrateAndClose({ url: serverUrl(making), livemode: false, folder: await workFolder() });
    await client.query(`alter database ${making} rename to ${name}`);
    return name;
  } finally {
    await client.query('select pg_advisory_unlock($1)', [LOCK_KEY]);
  }
}

async function databaseExists(client: Client, name: string): Promise<boolean> {
  const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
  return rowCount === 1;
}

async function migrateAndClose(options: DatabaseOptions): Promise<void> {
  const database = await openDatabase(options);
  try {
    await migrate(database);
  } finally {
    await database.close();
  }
}

async function withServer<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(serverUrl(null));
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function serverUrl(database: string | null): string {
  const text = process.env.TEST_DATABASE_URL;
  if (!text)
    throw new Error('the postgres engine needs TEST_DATABASE_URL; `npm test -- path` starts a server and sets it');
  const url = new URL(text);
  if (database !== null) url.pathname = `/${database}`;
  return url.href;
}

/** Where templates and databases of this run live: the test command's own folder, else one per user. */
async function workFolder(): Promise<string> {
  const folder = process.env.RELINK_TEST_FOLDER || join(tmpdir(), `relink-tests-${userInfo().uid}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** What killed runs and former schemas left in a folder that many runs share. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const changed = await stat(path).catch(() => null);
    if (changed && Date.now() - changed.mtimeMs > LEFTOVER_AGE_MS) await rm(path, { recursive: true, force: true });
  }
}

let hash: string | null = null;

/** Names the templates, so that a changed migration makes a new one. */
function migrationsHash(): string {
  hash ??= readdirSync(MIGRATIONS)
    .sort()
    .reduce((sum, name) => sum.update(name).update(readFileSync(join(MIGRATIONS, name))), createHash('sha256'))
    .digest('hex')
    .slice(0, 12);
  return hash;
}
