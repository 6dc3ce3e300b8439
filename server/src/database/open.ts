// Opens the database that the configuration names, PostgreSQL or the embedded one, behind one Kysely.
import type { Kysely } from 'kysely';
import { openEmbedded } from './embedded/engine.ts';
import type { Engine, Report } from './engine.ts';
import { DatabaseUnavailable } from './errors.ts';
import { schemaOf } from './modes.ts';
import { openPostgres } from './postgres/engine.ts';
import type { Schema, Transaction } from './schema.ts';
import { afterCommit, createTransactor, notify } from './transact.ts';

const DEFAULT_POOL_SIZE = 8;
const HEALTH_WAIT_MS = 5_000;

export interface DatabaseOptions {
  /** A PostgreSQL URL; null opens the embedded database in `${folder}/database`. */
  url: string | null;
  /** Whose rows it opens: live ones have a schema of their own, on PostgreSQL only. */
  livemode: boolean;
  /** The data folder; unused with a URL. It is made when it does not exist. */
  folder: string;
  /** PostgreSQL connections, 8 unless told; more than 16 lose throughput. */
  pool_size?: number;
  /**
   * For tests: the `database` folder of an embedded database that was opened, filled and closed before. A database that
   * does not exist yet starts as a copy of it, which saves initdb and the migrations.
   */
  template?: string;
  /** Where failures go that nobody waits for; process warnings unless told. */
  report?: Report;
}

export interface Database {
  readonly engine: 'postgres' | 'embedded';
  /** All that it reads and writes is of this mode: what the other mode has in the same database is out of its sight. */
  readonly livemode: boolean;
  /** For single statements outside a transaction. Using it inside one throws. */
  readonly kysely: Kysely<Schema>;
  /**
   * Runs `work` in one READ COMMITTED transaction: commits when it resolves, rolls back and rethrows when it throws.
   * There is no network and no second transaction inside. Callbacks of `afterCommit` run after the COMMIT.
   */
  transact<T>(work: (trx: Transaction) => Promise<T>): Promise<T>;
  /** Runs the callback once the transaction has committed, never when it rolls back. */
  afterCommit(trx: Transaction, callback: () => void): void;
  /**
   * Wakes the listeners of a channel: after the transaction has committed, or at once with null. A wake-up and not a
   * message: listeners in other processes may miss it, so they look by themselves now and then.
   */
  notify(trx: Transaction | null, channel: string): Promise<void>;
  /** Calls the handler after notifications, at least once for any number of them, and again after a lost connection. */
  listen(channel: string, handler: () => void): Promise<() => Promise<void>>;
  /** Several statements without parameters in one text, as in a migration file. */
  script(trx: Transaction, text: string): Promise<void>;
  /** Throws a one-line reason when a statement cannot be answered within five seconds. */
  healthy(): Promise<void>;
  /** Waits for running transactions, at most ten seconds, then closes. */
  close(): Promise<void>;
}

/** Opens a database; throws DatabaseUnavailable with one line that says what is wrong. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const report = options.report ?? warn;
  const engine = await openEngine(options, report);
  const { kysely, transact, script } = createTransactor(engine, report);
  return {
    engine: engine.kind,
    livemode: options.livemode,
    kysely,
    transact,
    afterCommit,
    script,
    listen: (channel, handler) => engine.listen(channel, handler),
    notify: async (trx, channel) => {
      if (trx !== null) notify(trx, channel);
      else engine.notify(channel);
    },
    healthy: () => checkHealth(engine),
    close: () => engine.close(),
  };
}

async function openEngine({ url, livemode, folder, ...rest }: DatabaseOptions, report: Report): Promise<Engine> {
  const { pool_size = DEFAULT_POOL_SIZE, template = null } = rest;
  if (url !== null) return await openPostgres({ url, schema: schemaOf(livemode), pool_size, report });
  if (livemode) throw new DatabaseUnavailable('the embedded database is for the sandbox; live mode needs PostgreSQL');
  return await openEmbedded({ folder, template, report });
}

async function checkHealth(engine: Engine): Promise<void> {
  const answered = askOnce(engine);
  const late = Promise.withResolvers<never>();
  const reason = `the database did not answer within ${HEALTH_WAIT_MS / 1000} s`;
  const timer = setTimeout(() => late.reject(new DatabaseUnavailable(reason)), HEALTH_WAIT_MS);
  try {
    await Promise.race([answered, late.promise]);
  } finally {
    clearTimeout(timer);
    answered.catch(() => {});
  }
}

async function askOnce(engine: Engine): Promise<void> {
  const session = await engine.acquire();
  let broken = true;
  try {
    await session.script('select 1', true);
    broken = false;
  } finally {
    session.release(broken);
  }
}

function warn(message: string, error: unknown): void {
  process.emitWarning(`${message}: ${error instanceof Error ? error.message : String(error)}`, 'DatabaseWarning');
}
