// A pooled PostgreSQL connection with its named prepared statements.
import type { Duplex } from 'node:stream';
import type pg from 'pg';
import type { Session, StatementResult } from '../engine.ts';
import { hideValues, isStalePlan } from '../errors.ts';
import { statementName } from '../statement_name.ts';
import { encodeAll } from '../values.ts';

// A connection that has prepared this many different texts is replaced, which empties its cache on both sides.
const MAX_STATEMENTS = 500;

export class PostgresSession implements Session {
  readonly #client: pg.PoolClient;
  readonly #released: (session: PostgresSession) => void;
  readonly #prepared = new Set<string>();
  #stale = false;
  #gathering = false;

  constructor(client: pg.PoolClient, released: (session: PostgresSession) => void) {
    this.#client = client;
    this.#released = released;
  }

  async query(sql: string, parameters: readonly unknown[]): Promise<StatementResult> {
    const values = encodeAll(parameters);
    const name = statementName(sql);
    this.#prepared.add(name);
    this.#gather();
    try {
      const result = await this.#client.query({ name, text: sql, values });
      return { command: result.command, row_count: result.rowCount, rows: result.rows };
    } catch (error) {
      throw this.#understand(error);
    }
  }

  async script(sql: string): Promise<{ command: string }> {
    this.#gather();
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
    this.#released(this);
    this.#client.release(broken || this.#stale || this.#prepared.size > MAX_STATEMENTS);
  }

  /** Cuts the connection under a statement that does not end; whoever holds the session sees its statements fail. */
  cut(): void {
    this.#stream.destroy();
  }

  /** Statements that are sent without waiting for each other leave in one packet: system calls are what costs the most. */
  #gather(): void {
    if (this.#gathering) return;
    this.#gathering = true;
    const stream = this.#stream;
    stream.cork();
    process.nextTick(() => {
      this.#gathering = false;
      stream.uncork();
    });
  }

  get #stream(): Duplex {
    return (this.#client as unknown as { connection: { stream: Duplex } }).connection.stream;
  }

  #understand(error: unknown): unknown {
    hideValues(error);
    // A newer node has changed a table under our prepared plans: without a new connection they would fail for ever.
    if (isStalePlan(error)) this.#stale = true;
    return error;
  }
}
