// The one Kysely dialect: PostgreSQL's own compiler and adapter over our engines' sessions.
import {
  AbortedTransactionError,
  type CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type Driver,
  type Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryCompiler,
  type QueryResult,
} from 'kysely';
import { assert, Bug } from '#kernel/assert.ts';
import type { Session, StatementResult } from './engine.ts';

/** Gives sessions to Kysely, after asking whether the caller may have one now. */
export interface SessionSource {
  acquire(): Promise<Session>;
  /** Called when a transaction begins on a session; throws when it was not opened by `transact`. */
  begins(session: Session): void;
}

const COUNTED = new Set(['INSERT', 'UPDATE', 'DELETE']);
const BEGIN = 'begin isolation level read committed';

class Connection implements DatabaseConnection {
  readonly session: Session;
  broken = false;
  #state: 'fresh' | 'transaction' | 'over' = 'fresh';
  // BEGIN travels with the first statement instead of costing a round trip of its own.
  #begun: Promise<unknown> | null = null;

  constructor(session: Session) {
    this.session = session;
  }

  begin(): void {
    this.#state = 'transaction';
    this.#begun = this.session.script(BEGIN, false);
    this.#begun.catch(() => {}); // told to whoever sends the next statement
  }

  async executeQuery<R>(compiled: CompiledQuery): Promise<QueryResult<R>> {
    // Without a transaction a connection serves one statement: several would look as if they belonged together.
    assert(this.#state !== 'over', 'several statements in a row need database.transact');
    if (this.#state === 'fresh') this.#state = 'over';
    const answer = this.session.query(compiled.sql, compiled.parameters, this.#state === 'over');
    return toQueryResult<R>(await this.#withBegin(answer));
  }

  /** A command inside the transaction, such as a savepoint's. */
  async command(text: string): Promise<void> {
    await this.#withBegin(this.session.script(text, false));
  }

  async commit(): Promise<string> {
    this.#state = 'over';
    const { command } = await this.#withBegin(this.session.script('commit', true));
    return command;
  }

  async rollback(): Promise<void> {
    // Once COMMIT was sent the transaction is over, whatever the answer, and the session may serve the next caller.
    if (this.#state !== 'transaction') return;
    this.#state = 'over';
    await this.session.script('rollback', true);
  }

  /** Fails when BEGIN failed, so that no statement is taken to be part of a transaction that does not exist. */
  async #withBegin<T>(answer: Promise<T>): Promise<T> {
    if (this.#begun === null) return answer;
    const [result] = await Promise.all([answer, this.#begun]);
    this.#begun = null;
    return result;
  }

  // biome-ignore lint/correctness/useYield: the interface asks for a generator, and cursors are not part of our port
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Bug('streaming is not supported; page with a LIMIT');
  }
}

function toQueryResult<R>(result: StatementResult): QueryResult<R> {
  const rows = result.rows as R[];
  return COUNTED.has(result.command) ? { rows, numAffectedRows: BigInt(result.row_count ?? 0) } : { rows };
}

class EngineDriver implements Driver {
  readonly #source: SessionSource;

  constructor(source: SessionSource) {
    this.#source = source;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<Connection> {
    return new Connection(await this.#source.acquire());
  }

  async beginTransaction(connection: Connection): Promise<void> {
    this.#source.begins(connection.session);
    connection.begin();
  }

  async commitTransaction(connection: Connection): Promise<void> {
    let command: string;
    try {
      command = await connection.commit();
    } catch (error) {
      connection.broken = true;
      throw error;
    }
    // PostgreSQL answers COMMIT with ROLLBACK when an earlier statement of the transaction had failed.
    if (command === 'ROLLBACK') throw new AbortedTransactionError();
  }

  async rollbackTransaction(connection: Connection): Promise<void> {
    try {
      await connection.rollback();
    } catch {
      // The error that led here is the one to tell; a session that cannot roll back is thrown away.
      connection.broken = true;
    }
  }

  savepoint(connection: Connection, name: string): Promise<void> {
    return connection.command(`savepoint ${quote(name)}`);
  }

  rollbackToSavepoint(connection: Connection, name: string): Promise<void> {
    return connection.command(`rollback to savepoint ${quote(name)}`);
  }

  releaseSavepoint(connection: Connection, name: string): Promise<void> {
    return connection.command(`release savepoint ${quote(name)}`);
  }

  async releaseConnection(connection: Connection): Promise<void> {
    connection.session.release(connection.broken);
  }

  async destroy(): Promise<void> {}
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export class EngineDialect implements Dialect {
  readonly #source: SessionSource;

  constructor(source: SessionSource) {
    this.#source = source;
  }

  createDriver(): Driver {
    return new EngineDriver(this.#source) as Driver;
  }

  createQueryCompiler(): QueryCompiler {
    return new PostgresQueryCompiler();
  }

  createAdapter(): PostgresAdapter {
    return new PostgresAdapter();
  }

  createIntrospector(kysely: Kysely<unknown>): DatabaseIntrospector {
    return new PostgresIntrospector(kysely);
  }
}
