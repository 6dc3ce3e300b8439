// What the one session has prepared, oldest use first: bounded, so that generated SQL cannot fill its memory.
import type { Column } from './protocol.ts';

const MAX_STATEMENTS = 500;

/** A statement that the database was asked to prepare. */
export interface Prepared {
  readonly name: string;
  /** Null until the first answer is in; they stay right, because PostgreSQL refuses a plan whose result type changed. */
  columns: readonly Column[] | null;
}

export class Statements {
  readonly #known = new Map<string, Prepared>();

  find(sql: string): Prepared | null {
    const prepared = this.#known.get(sql);
    if (prepared === undefined) return null;
    this.#known.delete(sql);
    this.#known.set(sql, prepared);
    return prepared;
  }

  /** Returns the name that has to be closed in exchange, if one has to. */
  add(sql: string, prepared: Prepared): string | null {
    this.#known.set(sql, prepared);
    if (this.#known.size <= MAX_STATEMENTS) return null;
    const [oldest] = this.#known;
    if (oldest === undefined) return null;
    this.#known.delete(oldest[0]);
    return oldest[1].name;
  }

  /** After an error: prepared anew at the next use. */
  drop(sql: string, prepared: Prepared): void {
    if (this.#known.get(sql) === prepared) this.#known.delete(sql);
  }
}
