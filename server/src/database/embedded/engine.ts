// The embedded engine: PGlite in a worker thread, its one session handed from caller to caller by a fair lock.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine, Report, Session } from '../engine.ts';
import { DatabaseUnavailable } from '../errors.ts';
import { createChannels } from './channels.ts';
import { copyTemplate } from './copy.ts';
import { FairLock } from './fair_lock.ts';
import { takeLockFile } from './lock_file.ts';
import { EmbeddedSession } from './session.ts';
import { Statements } from './statements.ts';
import { startUpkeep } from './upkeep.ts';
import { Wire } from './wire.ts';

const CLOSE_WAIT_MS = 10_000;
const PG_VERSION = '18'; // of the PGlite that package.json pins

export interface EmbeddedOptions {
  /** The data folder; the database is its `database` folder, the lock file its `database.lock`. */
  folder: string;
  /** A closed `database` folder to begin with when there is none yet. */
  template: string | null;
  report: Report;
}

/** Opens (and at the first start makes) the database. Throws DatabaseUnavailable with one line. */
export async function openEmbedded(options: EmbeddedOptions): Promise<Engine> {
  const folder = join(options.folder, 'database');
  const lock_file = takeLockFile(`${folder}.lock`);
  try {
    if (options.template !== null && !existsSync(folder)) await copyTemplate(options.template, folder);
    checkVersion(folder);
    const wire = await Wire.open({ folder });
    return createEngine(wire, () => lock_file.release(), options.report);
  } catch (error) {
    lock_file.release();
    throw error;
  }
}

function checkVersion(folder: string): void {
  let version: string;
  try {
    if (!existsSync(folder) || readdirSync(folder).length === 0) return; // a first start
    version = readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim();
  } catch (error) {
    throw new DatabaseUnavailable(`${folder} holds no database: ${(error as NodeJS.ErrnoException).code}`);
  }
  if (version === PG_VERSION) return;
  throw new DatabaseUnavailable(`${folder} was made by PostgreSQL ${version}, and this version embeds ${PG_VERSION}`);
}

function createEngine(wire: Wire, unlock: () => void, report: Report): Engine {
  const lock = new FairLock();
  const statements = new Statements();
  const channels = createChannels(report);
  let holder: EmbeddedSession | null = null;
  let closing: Promise<void> | null = null;

  async function acquire(): Promise<Session> {
    await lock.acquire();
    const session = new EmbeddedSession(wire, statements, () => {
      holder = null;
      lock.release();
    });
    holder = session;
    return session;
  }

  const upkeep = startUpkeep({ acquire, isFree: () => lock.free, holder: () => holder, report });

  async function close(): Promise<void> {
    upkeep.stop();
    channels.close();
    await lock.close(CLOSE_WAIT_MS);
    await wire.close();
    unlock();
  }

  return {
    kind: 'embedded',
    notify: channels.notify,
    listen: channels.listen,
    acquire,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
