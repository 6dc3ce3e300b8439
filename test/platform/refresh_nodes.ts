// Nodes that use credentials side by side: processes on PostgreSQL, and on the embedded database, which is one process's own, parts of this one.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Database } from '../../server/src/database/open.ts';
import { testEngine } from '../databases.ts';
import type { World } from '../world.ts';
import { type Hold, type Order, openNode, type Said, type Told } from './refresh_node.ts';

export interface Node {
  /** What so many calls at once came to: the version that they may use, or why not. */
  use(link: string, options?: { spent?: number; times?: number }): Promise<(number | string)[]>;
  /** Holds the next refresh; null lets the held one go on. Resolves `held` when it is there. */
  hold(where: Hold): { held: Promise<void> };
  /** Moves the node's clock. */
  setAhead(seconds: number): void;
  /** At once and without a word. */
  kill(): Promise<void>;
  /** Refreshes that it asked banks for. */
  asked(): number;
  alerts: string[];
}

export async function startNode(world: World): Promise<Node> {
  const asks = new Map<number, (outcomes: (number | string)[]) => void>();
  const alerts: string[] = [];
  let orders = 0;
  let asked = 0;
  let held = Promise.withResolvers<void>();
  const ready = Promise.withResolvers<void>();
  const heard = (said: Said) => {
    if ('ready' in said) ready.resolve();
    else if ('asked' in said) asked += 1;
    else if ('held' in said) held.resolve();
    else if ('alert' in said) alerts.push(said.alert);
    else asks.get(said.order)?.(said.outcomes);
  };
  const { tell, kill } = testEngine() === 'postgres' ? startProcess(world, heard) : startHere(world, heard);
  await ready.promise;
  return {
    use: (link, { spent = null, times = 1 }: { spent?: number | null; times?: number } = {}) => {
      const { promise, resolve } = Promise.withResolvers<(number | string)[]>();
      orders += 1;
      asks.set(orders, resolve);
      tell({ order: orders, link: link as Order['link'], spent, times });
      return promise;
    },
    hold: (where) => {
      held = Promise.withResolvers();
      tell({ hold: where });
      return { held: held.promise };
    },
    setAhead: (ahead_s) => tell({ ahead_s }),
    kill,
    asked: () => asked,
    alerts,
  };
}

interface Wire {
  tell(told: Told): void;
  kill(): Promise<void>;
}

function startProcess(world: World, heard: (said: Said) => void): Wire {
  const child: ChildProcess = fork(join(import.meta.dirname, 'refresh_process.ts'), {
    env: { ...process.env, ...world.env },
    stdio: 'inherit',
  });
  child.on('message', (said) => heard(said as Said));
  return {
    tell: (told) => void child.send(told),
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

/** Killed, it is never heard or told of anything again. */
function startHere(world: World, heard: (said: Said) => void): Wire {
  let lives = true;
  const { database, vault } = world.platform;
  const say = (said: Said) => {
    if (lives) heard(said);
  };
  const hear = openNode({ database: mortal(database, () => lives), vault, bank_url: world.bank_url, say });
  say({ ready: true });
  return {
    tell: (told) => {
      if (lives) hear(told);
    },
    kill: async () => {
      lives = false;
      hear({ killed: true });
    },
  };
}

/** What a dead node asks of its database is never asked, and it waits for nothing. */
function mortal(database: Database, lives: () => boolean): Database {
  const never = () => new Promise<never>(() => {});
  const nobody: object = new Proxy(never, {
    get: (_, name) => (name === 'then' ? undefined : /^execute/.test(String(name)) ? never : nobody),
    apply: () => nobody,
  });
  return new Proxy(database, {
    get: (alive, name) => (lives() ? Reflect.get(alive, name) : name === 'transact' ? never : nobody),
  });
}
