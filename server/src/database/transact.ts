// Transactions: one at a time per flow of control, callbacks after COMMIT, and a clear error for statements that stray.
import { AsyncLocalStorage } from 'node:async_hooks';
import { Kysely } from 'kysely';
import { assert, Bug } from '#kernel/assert.ts';
import { EngineDialect } from './dialect.ts';
import type { Engine, Report, Session } from './engine.ts';
import type { Schema, Transaction } from './schema.ts';

const MAX_AFTER_COMMIT = 10_000;

interface Running {
  readonly engine: Engine;
  active: boolean;
  session: Session | null;
  readonly callbacks: (() => void)[];
  readonly channels: Set<string>;
}

// Module-wide, so that a rule that holds nothing but its trx can wake a worker.
const runs = new WeakMap<Transaction, Running>();

/** The Kysely handle of an engine and what opens transactions on it; see the interface Database for their meaning. */
export interface Transactor {
  readonly kysely: Kysely<Schema>;
  transact<T>(work: (trx: Transaction) => Promise<T>): Promise<T>;
  script(trx: Transaction, text: string): Promise<void>;
}

export function createTransactor(engine: Engine, report: Report): Transactor {
  const flow = new AsyncLocalStorage<Running | undefined>();
  const kysely = new Kysely<Schema>({
    dialect: new EngineDialect({
      acquire: () => acquire(engine, flow.getStore()),
      begins: (session) => {
        // A transaction that `transact` did not open would have no afterCommit and could wait for itself.
        if (flow.getStore()?.session !== session) throw new Bug('open transactions with database.transact');
      },
    }),
  });

  async function transact<T>(work: (trx: Transaction) => Promise<T>): Promise<T> {
    if (flow.getStore()?.active) throw new Bug('transact was called inside a transaction; pass its trx on instead');
    const running: Running = { engine, active: true, session: null, callbacks: [], channels: new Set() };
    const result = await flow.run(running, async () => {
      try {
        return await kysely.transaction().execute(async (trx) => {
          runs.set(trx, running);
          const value = await work(trx);
          running.active = false;
          return value;
        });
      } finally {
        running.active = false;
      }
    });
    for (const callback of running.callbacks) runAfterCommit(callback, report);
    for (const channel of running.channels) engine.notify(channel);
    return result;
  }

  async function script(trx: Transaction, text: string): Promise<void> {
    const { session } = runOf(trx);
    assert(session !== null, 'a running transaction has a session');
    await session.script(text, false);
  }

  return { kysely, transact, script };
}

/** Runs the callback once the transaction has committed, never when it rolls back. Savepoints do not count. */
export function afterCommit(trx: Transaction, callback: () => void): void {
  const { callbacks } = runOf(trx);
  assert(callbacks.length < MAX_AFTER_COMMIT, 'too many callbacks wait for one commit');
  callbacks.push(callback);
}

/** Wakes the listeners of a channel after the transaction has committed. */
export function notify(trx: Transaction, channel: string): void {
  runOf(trx).channels.add(channel);
}

function runOf(trx: Transaction): Running {
  const running = runs.get(trx);
  if (running === undefined) throw new Bug('this is not the trx that database.transact gave');
  if (!running.active) throw new Bug('this transaction has ended');
  return running;
}

async function acquire(engine: Engine, running: Running | undefined): Promise<Session> {
  if (running === undefined || !running.active) return engine.acquire();
  // On the embedded database this statement would wait for the transaction that waits for it; on PostgreSQL it would
  // not see the transaction's own rows and could exhaust the pool.
  if (running.session !== null) throw new Bug('a statement on the outer handle inside a transaction; use its trx');
  running.session = await engine.acquire();
  return running.session;
}

// The commit has happened: nothing that a callback does can undo it, so its error must not look like a failed transaction.
function runAfterCommit(callback: () => void, report: Report): void {
  try {
    callback();
  } catch (error) {
    report('a callback after a commit failed', error);
  }
}
