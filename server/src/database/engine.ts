// What a database engine offers to the one Kysely driver above it; PostgreSQL and the embedded database both speak this.

/** What one statement answered. `row_count` is the number in the command tag, null where the tag has none. */
export interface StatementResult {
  readonly command: string;
  readonly row_count: number | null;
  readonly rows: Record<string, unknown>[];
}

/**
 * One database session, held by one caller at a time. Statements are sent in the order of the calls and may be called
 * without waiting for each other; each answers for itself.
 *
 * `last` says that the caller sends nothing more on this session: the embedded engine then serves the next caller
 * without waiting for the answer.
 */
export interface Session {
  /** One statement with parameters, run as a named prepared statement. */
  query(sql: string, parameters: readonly unknown[], last: boolean): Promise<StatementResult>;
  /** Text without parameters, possibly several statements; answers with the last command's tag (`COMMIT`, `ROLLBACK`). */
  script(sql: string, last: boolean): Promise<{ command: string }>;
  /** Gives the session back. A broken one is thrown away instead of being handed to the next caller. */
  release(broken: boolean): void;
}

export interface Engine {
  readonly kind: 'postgres' | 'embedded';
  /** Waits its turn for a session; fails when none becomes free in time or the database is closing. */
  acquire(): Promise<Session>;
  /** Calls `handler` (without arguments) some time after every notification; it may also be called for nothing. */
  listen(channel: string, handler: () => void): Promise<() => Promise<void>>;
  /** Wakes the listeners of a channel in this process, and soon those of others. Never fails; others may miss it. */
  notify(channel: string): void;
  /** Waits (bounded) for running work, then closes. */
  close(): Promise<void>;
}

/** Where failures that no caller waits for are told: a lost idle connection, a callback that throws. */
export type Report = (message: string, error: unknown) => void;
