// Opens the installation that npm start uses, for a command at the terminal.
import { mkdirSync } from 'node:fs';
import { type Config, readConfig } from '../../server/src/config.ts';
import { migrate } from '../../server/src/database/migrate.ts';
import { type Database, openDatabase } from '../../server/src/database/open.ts';
import { systemClock } from '../../server/src/kernel/clock.ts';
import { type OpenVault, openVault, systemRandom } from '../../server/src/vault.ts';
import { explain } from './explain.ts';

export interface Installation {
  config: Config;
  database: Database;
  vault: OpenVault;
}

/** A command that there is not; the message may have several lines. */
export class Misuse extends Error {}

async function withInstallation(config: Config, work: (installation: Installation) => Promise<void>): Promise<void> {
  // As npm start makes it: nobody else reads it.
  mkdirSync(config.data_folder, { recursive: true, mode: 0o700 });
  const { database_url: url, livemode, data_folder: folder } = config;
  const database = await openDatabase({ url, livemode, folder });
  try {
    await migrate(database);
    const vault = await openVault(config, { database, clock: systemClock, random: systemRandom });
    await work({ config, database, vault });
  } finally {
    await database.close();
  }
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
