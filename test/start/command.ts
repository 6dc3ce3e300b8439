// Runs the real start command in a process group of its own, the way a terminal does.
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
/** Long enough for a first start on a busy machine; a hang still ends here. */
const LIMIT_MS = 60_000;

/** What a person may have set for his own Relink must not change a test. */
const OUR_VARIABLES = /^(PORT|BANK_PORT|DATABASE_URL|LOG_LEVEL|BANK_CONTROL_TOKEN|RELINK_.*|NODE_TEST_CONTEXT|npm_.*)$/;

const running = new Set<ChildProcess>();

export interface Command {
  readonly child: ChildProcess;
  /** Everything printed so far. */
  output(): string;
  /** Resolves when the pattern is in the output; rejects with the output when the command ends without it. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves when every process of the command is gone and the output is complete. */
  ended(): Promise<{ code: number | null; output: string }>;
  /** Sends a signal to the whole group, as a terminal does with Ctrl-C. */
  signalAll(signal: NodeJS.Signals): void;
}

/** Starts `npm start` (or what `how` says) with the given variables on ports that are free. */
export function command(env: Record<string, string>, how: string[] = ['npm', 'start', '--silent']): Command {
  const inherited = Object.entries(process.env).filter(([name]) => !OUR_VARIABLES.test(name));
  const [file = '', ...args] = how;
  const child = spawn(file, args, {
    cwd: ROOT,
    env: { ...Object.fromEntries(inherited), PORT: '0', BANK_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      for (const listener of listeners) listener();
    });
  }
  // The pipes close when the last process that holds them ends: npm, the start script and the server.
  const closed = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const limit = setTimeout(() => signalGroup(child, 'SIGKILL'), LIMIT_MS);
  running.add(child);
  void closed.then(() => {
    clearTimeout(limit);
    running.delete(child);
  });
  return {
    child,
    output: () => output,
    says: (pattern) => {
      const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
      const look = () => {
        const match = pattern.exec(output);
        if (match) resolve(match);
      };
      listeners.add(look);
      look();
      void closed.then(() => reject(new Error(`it ended without saying ${pattern}:\n${output}`)));
      return promise.finally(() => listeners.delete(look));
    },
    ended: async () => ({ code: await closed, output }),
    signalAll: (signal) => signalGroup(child, signal),
  };
}

/** Ends what a failed test left running. */
export async function endAll(): Promise<void> {
  const left = [...running];
  for (const child of left) signalGroup(child, 'SIGKILL');
  await Promise.all(left.map((child) => new Promise((resolve) => child.once('close', resolve))));
}

/** Takes a port on loopback, as another program would. */
export async function takePort(): Promise<{ port: number; release(): Promise<void> }> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return { port: address.port, release: () => new Promise((resolve) => server.close(() => resolve())) };
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid) process.kill(-child.pid, signal);
  } catch {
    // The group has ended already.
  }
}
