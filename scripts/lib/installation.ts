// Opens the installation that npm start uses, for a command at the terminal.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { type Config, ConfigError, readConfig } from '../../server/src/config.ts';
import { DatabaseUnavailable } from '../../server/src/database/errors.ts';
import { pending } from '../../server/src/database/migrate.ts';
import { type Database, openDatabase } from '../../server/src/database/open.ts';
import { systemClock } from '../../server/src/kernel/clock.ts';
import { type OpenVault, openVault, systemRandom } from '../../server/src/vault.ts';
import { explain } from './explain.ts';

export interface Installation {
  config: Config;
  database: Database;
  /** Its keys; a command that does without them runs where they are not. */
  vault(): Promise<OpenVault>;
}

/** A command that there is not; the message may have several lines. */
export class Misuse extends Error {}

async function withInstallation(config: Config, work: (installation: Installation) => Promise<void>): Promise<void> {
  const { database_url: url, livemode, data_folder: folder } = config;
  if (url === null && !existsSync(join(folder, 'database')))
    throw new ConfigError('RELINK_DATA_DIR', `there is no database in ${folder}; npm start makes one`);
  const database = await openDatabase({ url, livemode, folder });
  try {
    await requireOwnTables(database);
    const vault = () => openVault(config, { database, clock: systemClock, random: systemRandom });
    await work({ config, database, vault });
  } finally {
    await database.close();
  }
}

/** Only npm start changes tables: a command of another version would change them under nodes that run. */
async function requireOwnTables(database: Database): Promise<void> {
  // Throws its own line for tables that are newer.
  const missing = await pending(database);
  const [first, ...others] = missing;
  if (first === undefined) return;
  if (!(await hasTables(database)))
    throw new DatabaseUnavailable('the database has no tables yet; npm start makes them, commands change none');
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  throw new DatabaseUnavailable(
    `the database is older than this version, it lacks ${first}${more}; npm start of this version brings it up to date, commands change no tables`,
  );
}

async function hasTables({ kysely }: Database): Promise<boolean> {
  const { rows } = await sql<{ there: boolean }>`select to_regclass('schema_migrations') is not null as there`.execute(
    kysely,
  );
  return rows[0]?.there === true;
}

/** A platform that runs has the embedded database to itself. */
function hint(error: unknown): string {
  const taken = error instanceof Error && error.message.includes('embedded database is in use');
  return taken ? '\n  Stop npm start first, or run Relink on PostgreSQL (DATABASE_URL).' : '';
}

/** One command: `commandOf` reads the arguments, or throws; what it returns is done with the installation. */
export async function runCommand(
  usage: string,
  commandOf: (args: string[]) => (installation: Installation) => Promise<void>,
): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  let config: Config | null = null;
  try {
    const work = commandOf(args);
    config = readConfig(process.env);
    await withInstallation(config, work);
  } catch (error) {
    process.stderr.write(`✖ ${error instanceof Misuse ? error.message : explain(error, config)}${hint(error)}\n`);
    process.exitCode = 1;
  }
}
