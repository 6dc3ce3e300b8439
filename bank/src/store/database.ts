// Opens the bank's SQLite file and offers the four verbs that every other file of the store is written with.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { SCHEMA, SCHEMA_VERSION } from '#store/schema.ts';

/** How long a writer waits for another process that holds the file. */
const BUSY_TIMEOUT_MS = 5_000;

/** A value that SQLite stores as it is. */
export type Value = SQLInputValue;

/** The bank's database. All verbs are synchronous: SQLite answers in microseconds and nothing can interleave. */
export interface Store {
  /** The rows of a SELECT. `R` is the caller's word for what the columns are. */
  all<R>(sql: string, ...values: Value[]): R[];
  /** The first row of a SELECT, or undefined. */
  get<R>(sql: string, ...values: Value[]): R | undefined;
  /** Runs a statement; the number of rows it changed. */
  run(sql: string, ...values: Value[]): number;
  /** Runs `work` so that either everything it writes stays or nothing. Nested calls join the outer one. */
  transact<T>(work: () => T): T;
  close(): void;
}

/**
 * Opens `bank.sqlite` in the folder, or a database in memory.
 * @param folder the data folder, made when missing; null for memory
 */
export function openStore(folder: string | null): Store {
  if (folder !== null) mkdirSync(folder, { recursive: true });
  const database = new DatabaseSync(folder === null ? ':memory:' : join(folder, 'bank.sqlite'));
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;`);
  database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
  refuseOtherVersion(database);
  database.exec(SCHEMA);
  database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
  return verbsOf(database);
}

function refuseOtherVersion(database: DatabaseSync): void {
  const version = database.prepare('PRAGMA user_version').get()?.user_version;
  const tables = database.prepare("SELECT count(*) AS count FROM sqlite_schema WHERE type = 'table'").get()?.count;
  if (version === SCHEMA_VERSION || tables === 0) return;
  database.close();
  throw new Error('bank.sqlite was written by another version of the bank. Move it away to start anew.');
}

function verbsOf(database: DatabaseSync): Store {
  // Bounded by the number of different SQL texts in this program: every text is a literal.
  const prepared = new Map<string, StatementSync>();
  let inTransaction = false;

  const statement = (sql: string): StatementSync => {
    const known = prepared.get(sql);
    if (known) return known;
    const made = database.prepare(sql);
    prepared.set(sql, made);
    return made;
  };

  const transact = <T>(work: () => T): T => {
    if (inTransaction) return work();
    inTransaction = true;
    database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      database.exec('COMMIT');
      return result;
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    } finally {
      inTransaction = false;
    }
  };

  return {
    all: <R>(sql: string, ...values: Value[]) => statement(sql).all(...values) as R[],
    get: <R>(sql: string, ...values: Value[]) => statement(sql).get(...values) as R | undefined,
    run: (sql, ...values) => Number(statement(sql).run(...values).changes),
    transact,
    close: () => database.close(),
  };
}
