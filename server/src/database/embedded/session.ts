// One caller's turn on the embedded database's only session.
import { Bug } from '#kernel/assert.ts';
import type { Session, StatementResult } from '../engine.ts';
import { DatabaseUnavailable, hideValues, isStalePlan } from '../errors.ts';
import { statementName } from '../statement_name.ts';
import { forgetMessages, prepareMessages, readAnswer, runMessages, scriptMessages } from './protocol.ts';
import type { Statements } from './statements.ts';
import type { Wire } from './wire.ts';

export class EmbeddedSession implements Session {
  readonly #wire: Wire;
  readonly #statements: Statements;
  readonly #free: () => void;
  #state: 'held' | 'over' | 'taken back' = 'held';
  #in_flight = 0;
  #used_at = performance.now();

  constructor(wire: Wire, statements: Statements, free: () => void) {
    this.#wire = wire;
    this.#statements = statements;
    this.#free = free;
  }

  async query(sql: string, parameters: readonly unknown[], last: boolean): Promise<StatementResult> {
    const known = this.#statements.find(sql);
    const prepared = known ?? { name: statementName(sql), columns: null };
    const messages = runMessages(prepared.name, parameters);
    if (prepared.columns === null) messages.unshift(...prepareMessages(prepared.name, sql));
    const surplus = known === null ? this.#statements.add(sql, prepared) : null;
    if (surplus !== null) messages.unshift(...forgetMessages(surplus));
    try {
      const answer = readAnswer(await this.#send(messages, last), prepared.columns);
      prepared.columns ??= answer.columns;
      return answer;
    } catch (error) {
      if (prepared.columns === null || isStalePlan(error)) this.#statements.drop(sql, prepared);
      throw understand(error);
    }
  }

  async script(sql: string, last: boolean): Promise<{ command: string }> {
    try {
      return readAnswer(await this.#send(scriptMessages(sql), last), null);
    } catch (error) {
      throw understand(error);
    }
  }

  release(): void {
    if (this.#state === 'held') this.#free();
    if (this.#state !== 'taken back') this.#state = 'over';
  }

  /** How long the holder has neither sent nor awaited anything, in milliseconds. */
  idleFor(now: number): number {
    return this.#in_flight > 0 ? 0 : now - this.#used_at;
  }

  /** Rolls back and gives the session to the next caller, as PostgreSQL's idle_in_transaction_session_timeout does. */
  takeBack(): void {
    if (this.#state !== 'held') return;
    this.script('rollback', true).catch(() => {});
    this.#state = 'taken back';
  }

  async #send(messages: Uint8Array[], last: boolean): Promise<Buffer> {
    if (this.#state === 'taken back')
      throw new DatabaseUnavailable('the transaction was idle too long and rolled back');
    if (this.#state === 'over') throw new Bug('this database session was given back');
    const answer = this.#wire.exchange(messages);
    this.#in_flight += 1;
    if (last) {
      this.#state = 'over';
      this.#free();
    }
    try {
      return await answer;
    } finally {
      this.#in_flight -= 1;
      this.#used_at = performance.now();
    }
  }
}

function understand(error: unknown): unknown {
  hideValues(error);
  // It was made where the answer arrived; this is the trace that leads to the caller.
  if (error instanceof Error) Error.captureStackTrace(error, understand);
  return error;
}
