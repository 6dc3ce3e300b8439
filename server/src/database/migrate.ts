// Brings the tables up to date: plain SQL files, in the order of their numbers, forward only.

import { hash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { DatabaseUnavailable } from './errors.ts';
import { schemaOf } from './modes.ts';
import type { Database } from './open.ts';
import type { Transaction } from './schema.ts';

const OUR_FOLDER = fileURLToPath(new URL('./migrations/', import.meta.url));
const FILE_NAME = /^\d{4}_[a-z0-9_]+\.sql$/;
const MAX_FILES = 1_000;
// Any number that nothing else locks; nodes that start at once take turns on it.
const ADVISORY_LOCK = 7_365_432_001;
// A node may wait for another's long migration, and a migration may itself run long.
const PATIENCE = "set local lock_timeout = '10min'; set local statement_timeout = '10min'";

interface Migration {
  name: string;
  text: string;
  checksum: string;
}

interface Applied {
  name: string;
  checksum: string;
}

/** Only tests name another folder than our own. */
export interface MigrationOptions {
  folder?: string;
}

/**
 * Applies what is missing, each file in a transaction of its own, and answers with the names. Safe with several nodes
 * starting at once. Throws DatabaseUnavailable, with one line, for a database that is newer than this code.
 */
export async function migrate(database: Database, options: MigrationOptions = {}): Promise<{ applied: string[] }> {
  const migrations = await readMigrations(options.folder ?? OUR_FOLDER);
  const applied: string[] = [];
  for (const migration of migrations) {
    if (await database.transact((trx) => applyOne(database, trx, migrations, migration))) applied.push(migration.name);
  }
  return { applied };
}

/** The names of the files that are not applied yet. Throws like `migrate` for a database that is newer than this code. */
export async function pending(database: Database, options: MigrationOptions = {}): Promise<string[]> {
  const migrations = await readMigrations(options.folder ?? OUR_FOLDER);
  const { rows } = await sql<{ there: boolean }>`
    select to_regclass('schema_migrations') is not null as there`.execute(database.kysely);
  if (!rows[0]?.there) return migrations.map(({ name }) => name);
  const done = await sql<Applied>`
    select name, checksum from schema_migrations order by name limit ${MAX_FILES + 1}`.execute(database.kysely);
  return missing(migrations, done.rows).map(({ name }) => name);
}

async function applyOne(
  database: Database,
  trx: Transaction,
  migrations: readonly Migration[],
  migration: Migration,
): Promise<boolean> {
  await database.script(trx, PATIENCE);
  await sql`select pg_advisory_xact_lock(${ADVISORY_LOCK}::bigint)`.execute(trx);
  await ensureSchema(database, trx);
  await database.script(
    trx,
    `create table if not exists schema_migrations (
      name text collate "C" primary key,
      checksum text not null,
      applied_at timestamptz not null
    )`,
  );
  const done = await sql<Applied>`
    select name, checksum from schema_migrations order by name limit ${MAX_FILES + 1}`.execute(trx);
  if (!missing(migrations, done.rows).includes(migration)) return false;
  const { name, checksum, text } = migration;
  // The row comes first, so that two nodes could not both run the file even without the advisory lock.
  await sql`insert into schema_migrations (name, checksum, applied_at)
    values (${name}, ${checksum}, ${new Date()})`.execute(trx);
  await database.script(trx, text);
  return true;
}

/** Asks first: a role that may not make schemas can be given one. */
async function ensureSchema(database: Database, trx: Transaction): Promise<void> {
  const schema = schemaOf(database.livemode);
  const { rows } = await sql<{ there: boolean }>`select to_regnamespace(${schema}) is not null as there`.execute(trx);
  if (!rows[0]?.there) await database.script(trx, `create schema ${schema}`);
}

/** Compares files and rows; throws when they tell different histories. */
function missing(migrations: readonly Migration[], applied: readonly Applied[]): Migration[] {
  const files = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const { name, checksum } of applied) {
    const file = files.get(name);
    if (file === undefined)
      throw new DatabaseUnavailable(`the database is newer than this version, which does not know ${name}`);
    if (file.checksum !== checksum)
      throw new DatabaseUnavailable(`the migration ${name} was changed after it had been applied`);
  }
  const names = new Set(applied.map(({ name }) => name));
  const newest = applied.at(-1)?.name ?? '';
  const open = migrations.filter(({ name }) => !names.has(name));
  const late = open.find(({ name }) => name < newest);
  if (late !== undefined)
    throw new DatabaseUnavailable(`${late.name} comes before ${newest}, which is applied already`);
  return open;
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  if (names.length > MAX_FILES) throw new DatabaseUnavailable(`more than ${MAX_FILES} migrations`);
  const numbers = new Set<string>();
  for (const name of names) {
    if (!FILE_NAME.test(name)) throw new DatabaseUnavailable(`${name} is not a migration's name (0001_name.sql)`);
    if (numbers.has(name.slice(0, 4))) throw new DatabaseUnavailable(`two migrations have the number of ${name}`);
    numbers.add(name.slice(0, 4));
  }
  return Promise.all(names.map((name) => readMigration(folder, name)));
}

async function readMigration(folder: string, name: string): Promise<Migration> {
  // A checkout on another system may have other line ends; the statements are the same.
  const text = (await readFile(`${folder}/${name}`, 'utf8')).replaceAll('\r\n', '\n');
  return { name, text, checksum: hash('sha256', text) };
}
