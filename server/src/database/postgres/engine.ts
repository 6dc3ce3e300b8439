// PostgreSQL through `pg`: a small pool of pipelined connections with named prepared statements, and one for LISTEN.
import pg from 'pg';
import type { Engine, Report, Session, StatementResult } from '../engine.ts';
import { DatabaseUnavailable, hideValues } from '../errors.ts';
import { statementName } from '../statement_name.ts';
import { encode, pg_types } from '../values.ts';
import { createListener } from './listener.ts';

const OLDEST_VERSION = 150_000;
const CONNECT_TIMEOUT_MS = 10_000; // also the longest wait for a free connection
const CLOSE_WAIT_MS = 10_000;
// A connection that has prepared this many different texts is replaced, which empties its cache on both sides.
const MAX_STATEMENTS = 500;

// Every session speaks the formats that our parsers read, whatever the server, the role or the URL prefer.
const SESSION_SETTINGS = [
  "set application_name to 'relink'",
  "set timezone to 'UTC'",
  "set datestyle to 'ISO, YMD'",
  "set intervalstyle to 'postgres'",
  "set bytea_output to 'hex'",
  "set statement_timeout to '30s'",
  "set lock_timeout to '10s'",
  "set idle_in_transaction_session_timeout to '60s'",
].join(';');

interface PostgresOptions {
  url: string;
  pool_size: number;
  report: Report;
}

class PostgresSession implements Session {
  readonly #client: pg.PoolClient;
  readonly #prepared: Set<string>;
  readonly #onRelease: () => void;
  #stale = false;

  constructor(client: pg.PoolClient, prepared: Set<string>, onRelease: () => void) {
    this.#client = client;
    this.#prepared = prepared;
    this.#onRelease = onRelease;
  }

  async query(sql: string, parameters: readonly unknown[]): Promise<StatementResult> {
    const name = statementName(sql);
    const values = parameters.map(encode);
    this.#prepared.add(name);
    try {
      const result = await this.#client.query({ name, text: sql, values });
      return { command: result.command, row_count: result.rowCount, rows: result.rows };
    } catch (error) {
      throw this.#understand(error);
    }
  }

  async script(sql: string): Promise<{ command: string }> {
    try {
      // Several statements in one text answer with a list, which the typings do not know.
      const results: pg.QueryResult | pg.QueryResult[] = await this.#client.query(sql);
      const last = Array.isArray(results) ? results.at(-1) : results;
      return { command: last?.command ?? '' };
    } catch (error) {
      throw this.#understand(error);
    }
  }

  release(broken: boolean): void {
    this.#onRelease();
    this.#client.release(broken || this.#stale || this.#prepared.size > MAX_STATEMENTS);
  }

  #understand(error: unknown): unknown {
    hideValues(error);
    // A newer node has changed a table under our prepared plans: without a new connection they would fail for ever.
    if (error instanceof pg.DatabaseError && error.routine === 'RevalidateCachedQuery') this.#stale = true;
    return error;
  }
}

/** Opens the pool after asking one connection for the server's version. */
export async function openPostgres(options: PostgresOptions): Promise<Engine> {
  const config: pg.ClientConfig = {
    connectionString: options.url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    types: pg_types,
  };
  const pool = createPool(config, options);
  await checkServer(pool);
  const listener = createListener(config, options.report);
  const preparedBy = new WeakMap<pg.PoolClient, Set<string>>();
  const running = new Set<pg.PoolClient>();

  async function acquire(): Promise<Session> {
    const client = await pool.connect();
    const prepared = preparedBy.get(client) ?? new Set();
    preparedBy.set(client, prepared);
    running.add(client);
    return new PostgresSession(client, prepared, () => running.delete(client));
  }

  async function close(): Promise<void> {
    await listener.close();
    // After the wait a hung statement's connection is cut; its session then releases it with an error.
    const timer = setTimeout(() => {
      for (const client of running) (client as unknown as pg.Client).end().catch(() => {});
    }, CLOSE_WAIT_MS);
    await pool.end();
    clearTimeout(timer);
  }

  return {
    kind: 'postgres',
    notifies_by_sql: true,
    notifyHere: () => {},
    acquire,
    listen: listener.listen,
    close,
  };
}

function createPool(config: pg.ClientConfig, options: PostgresOptions): pg.Pool {
  const pool = new pg.Pool({
    ...config,
    max: options.pool_size,
    pipeline: true,
    onConnect: async (client) => {
      // Without a listener the loss of a connection that is in use would end the process; its statements fail anyway.
      client.on('error', () => {});
      await client.query(SESSION_SETTINGS);
    },
  } as pg.PoolConfig);
  pool.on('error', (error) => options.report('an idle PostgreSQL connection was lost', error));
  return pool;
}

async function checkServer(pool: pg.Pool): Promise<void> {
  let version: number;
  try {
    const { rows } = await pool.query<{ version: number }>(
      "select current_setting('server_version_num')::int as version",
    );
    version = rows[0]?.version ?? 0;
  } catch (error) {
    await pool.end();
    throw new DatabaseUnavailable(`PostgreSQL cannot be reached: ${reasonOf(error)}`);
  }
  if (version >= OLDEST_VERSION) return;
  await pool.end();
  throw new DatabaseUnavailable(`PostgreSQL 15 or newer is needed; the server says ${Math.floor(version / 10_000)}`);
}

/** One line, without the URL: it may hold a password. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : 'unknown reason';
}
