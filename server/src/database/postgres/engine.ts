// PostgreSQL through `pg`: a small pool of pipelined connections with named prepared statements, and one for LISTEN.
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Engine, Report, Session } from '../engine.ts';
import { DatabaseUnavailable } from '../errors.ts';
import { pg_types } from '../values.ts';
import { Listener } from './listener.ts';
import { Notifier } from './notifier.ts';
import { PostgresSession } from './session.ts';

const OLDEST_VERSION = 150_000;
const CONNECT_TIMEOUT_MS = 10_000; // also the longest wait for a free connection
const CLOSE_WAIT_MS = 10_000;
const MAX_WAITING = 10_000;

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

export interface PostgresOptions {
  url: string;
  /** The only one that statements see, besides PostgreSQL's own; made by the first migration where it is missing. */
  schema: string;
  pool_size: number;
  report: Report;
}

/** Opens the pool. Throws DatabaseUnavailable with one line when there is no server or it is older than 15. */
export async function openPostgres(options: PostgresOptions): Promise<Engine> {
  const config: pg.ClientConfig = {
    connectionString: options.url,
    // With the connection itself: a statement that sets it could be undone by another, or meet a pooler that forgets it.
    options: `-c search_path=${options.schema}`,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    pipeline: true,
    types: pg_types,
  };
  const pool = createPool(config, options);
  await checkServer(pool, options.schema);
  const process_id = randomUUID();
  const listener = new Listener(config, process_id, options.report);
  const notifier = new Notifier({ acquire: openSession, process_id, report: options.report });
  const sessions = new Map<pg.PoolClient, PostgresSession>();
  const held = new Set<PostgresSession>();
  pool.on('remove', (client) => sessions.delete(client as pg.PoolClient));
  let closing: Promise<void> | null = null;

  async function acquire(): Promise<Session> {
    if (closing !== null) throw new DatabaseUnavailable('the database is closed');
    return await openSession();
  }

  async function openSession(): Promise<Session> {
    const client = await connect(pool);
    const session = sessions.get(client) ?? new PostgresSession(client, (which) => held.delete(which));
    sessions.set(client, session);
    held.add(session);
    return session;
  }

  async function close(): Promise<void> {
    const timer = setTimeout(() => {
      for (const session of held) session.cut();
    }, CLOSE_WAIT_MS);
    await notifier.close();
    await Promise.all([listener.close(), pool.end()]);
    clearTimeout(timer);
  }

  return {
    kind: 'postgres',
    notify: (channel) => {
      listener.wake(channel);
      notifier.notify(channel);
    },
    acquire,
    listen: (channel, handler) => listener.listen(channel, handler),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

function createPool(config: pg.ClientConfig, options: PostgresOptions): pg.Pool {
  // The typings know onConnect only without the promise that the pool waits for.
  const onConnect = async (client: pg.ClientBase) => {
    // Without a listener the loss of a connection that is in use would end the process; its statements fail anyway.
    client.on('error', () => {});
    await client.query(SESSION_SETTINGS);
  };
  const pool = new pg.Pool({ ...config, max: options.pool_size, onConnect });
  pool.on('error', (error) => options.report('an idle PostgreSQL connection was lost', error));
  return pool;
}

async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  if (pool.waitingCount >= MAX_WAITING) throw new DatabaseUnavailable('too many callers wait for a connection');
  try {
    return await pool.connect();
  } catch (error) {
    throw new DatabaseUnavailable(`no PostgreSQL connection: ${reasonOf(error)}`);
  }
}

async function checkServer(pool: pg.Pool, schema: string): Promise<void> {
  try {
    const client = await connect(pool);
    const { rows } = await client
      .query<{ version: number; path: string }>(
        "select current_setting('server_version_num')::int as version, current_setting('search_path') as path",
      )
      .finally(() => client.release());
    const { version = 0, path } = rows[0] ?? {};
    if (version < OLDEST_VERSION)
      throw new DatabaseUnavailable(`PostgreSQL 15 or newer is needed, the server is ${Math.floor(version / 10_000)}`);
    if (path !== schema)
      throw new DatabaseUnavailable(
        'search_path does not reach the server; take `options` from the URL, or the pooler away',
      );
  } catch (error) {
    await pool.end();
    throw error;
  }
}

/** One line, without the URL: it may hold a password. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : 'unknown reason';
}
