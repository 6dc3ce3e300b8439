// The embedded engine: PGlite in a worker thread, its one session handed from caller to caller by a fair lock.

import { existsSync } from 'node:fs';
import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Bug } from '#kernel/assert.ts';
import type { Engine, Report, Session, StatementResult } from '../engine.ts';
import { hideValues } from '../errors.ts';
import { statementName } from '../statement_name.ts';
import { createChannels } from './channels.ts';
import { FairLock } from './fair_lock.ts';
import { takeLockFile } from './lock_file.ts';
import { forgetMessages, type Prepared, prepareMessages, readAnswer, runMessages, scriptMessages } from './protocol.ts';
import { Wire } from './wire.ts';

const MAX_STATEMENTS = 1_000;
const CLOSE_WAIT_MS = 10_000;

interface EmbeddedOptions {
  folder: string;
  template: string | null;
  report: Report;
}

/** What the one session has prepared, oldest use first; the oldest is forgotten when there are too many. */
class Statements {
  readonly #known = new Map<string, Prepared>();

  find(sql: string): Prepared | null {
    const prepared = this.#known.get(sql);
    if (prepared === undefined) return null;
    this.#known.delete(sql);
    this.#known.set(sql, prepared);
    return prepared;
  }

  /** Returns the name that has to go, if one has to. */
  add(sql: string, prepared: Prepared): string | null {
    this.#known.set(sql, prepared);
    if (this.#known.size <= MAX_STATEMENTS) return null;
    const [oldest] = this.#known;
    if (oldest === undefined) return null;
    this.#known.delete(oldest[0]);
    return oldest[1].name;
  }

  drop(sql: string): void {
    this.#known.delete(sql);
  }
}

class EmbeddedSession implements Session {
  readonly #wire: Wire;
  readonly #statements: Statements;
  readonly #free: () => void;
  #released = false;

  constructor(wire: Wire, statements: Statements, free: () => void) {
    this.#wire = wire;
    this.#statements = statements;
    this.#free = free;
  }

  async query(sql: string, parameters: readonly unknown[]): Promise<StatementResult> {
    this.#check();
    const known = this.#statements.find(sql);
    const prepared = known ?? { name: statementName(sql), columns: null };
    const run = runMessages(prepared.name, parameters);
    const messages = prepared.columns === null ? [...prepareMessages(prepared.name, sql), ...run] : run;
    const surplus = known === null ? this.#statements.add(sql, prepared) : null;
    if (surplus !== null) messages.unshift(...forgetMessages(surplus));
    const bytes = await this.#wire.exchange(messages);
    try {
      const answer = readAnswer(bytes, prepared.columns);
      prepared.columns ??= answer.columns;
      return answer;
    } catch (error) {
      this.#statements.drop(sql);
      throw understand(error);
    }
  }

  async script(sql: string): Promise<{ command: string }> {
    this.#check();
    const bytes = await this.#wire.exchange(scriptMessages(sql));
    try {
      return readAnswer(bytes, null);
    } catch (error) {
      throw understand(error);
    }
  }

  release(): void {
    this.#check();
    this.#released = true;
    this.#free();
  }

  #check(): void {
    if (this.#released) throw new Bug('this database session was given back');
  }
}

function understand(error: unknown): unknown {
  hideValues(error);
  // It was made where the answer arrived; this is the trace that leads to the caller.
  if (error instanceof Error) Error.captureStackTrace(error, understand);
  return error;
}

/** Opens (and at the first start makes) the database in `${folder}/database`. */
export async function openEmbedded(options: EmbeddedOptions): Promise<Engine> {
  const folder = join(options.folder, 'database');
  const lock_file = takeLockFile(`${folder}.lock`);
  try {
    if (options.template !== null && !existsSync(folder)) await copyTemplate(options.template, folder);
    const wire = await Wire.open({ folder });
    return createEngine(wire, () => lock_file.release(), options.report);
  } catch (error) {
    lock_file.release();
    throw error;
  }
}

async function copyTemplate(from: string, to: string): Promise<void> {
  const unfinished = `${to}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(join(to, '..'), { recursive: true });
  await cp(from, unfinished, { recursive: true });
  await rename(unfinished, to);
}

function createEngine(wire: Wire, unlock: () => void, report: Report): Engine {
  const lock = new FairLock();
  const statements = new Statements();
  const channels = createChannels(report);
  let closing: Promise<void> | null = null;

  async function acquire(): Promise<Session> {
    await lock.acquire();
    return new EmbeddedSession(wire, statements, () => lock.release());
  }

  async function close(): Promise<void> {
    await lock.close(CLOSE_WAIT_MS);
    await wire.close();
    unlock();
  }

  return {
    kind: 'embedded',
    notifies_by_sql: false,
    notifyHere: channels.notify,
    listen: channels.listen,
    acquire,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
