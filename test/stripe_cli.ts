// Runs the real Stripe CLI against a world: one command to its end, or `stripe listen` for as long as a test wants it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './story.ts';
import type { World } from './world.ts';

/** The program that `npm test` found or downloaded. */
function binary(): string {
  const path = process.env.STRIPE_CLI_PATH;
  if (!path) throw new Error('STRIPE_CLI_PATH names no Stripe CLI; `npm test -- path` finds or downloads one.');
  return path;
}

export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Listening {
  /** What was printed so far, both streams. */
  printed(): string;
  /** The signing secret in the line that says that it is ready. */
  secret: string;
  /** Resolves once the words were printed; with all that was. */
  prints(words: string): Promise<string>;
  /** As Ctrl-C does; resolves when it has ended. */
  stop(): Promise<void>;
}

export interface Cli {
  /** Runs one command to its end. */
  run(...args: string[]): Promise<CliResult>;
  /** The same; throws when it fails, and reads what it printed as JSON. */
  json<T>(...args: string[]): Promise<T>;
  listen(...args: string[]): Promise<Listening>;
  /** Breaks every connection that the CLI has to the platform. */
  cut(): void;
  /** Ends what still runs and removes the CLI's folder. */
  close(): Promise<void>;
}

/** A CLI with a home of its own, so that a person's settings change nothing. */
export async function openCli(world: World): Promise<Cli> {
  const home = mkdtempSync(join(tmpdir(), 'relink-cli-'));
  const path = binary();
  const line = await openLine(join(home, 'line'), world.port);
  const running = new Set<ChildProcess>();
  const start = (args: readonly string[]) => {
    const quiet = { STRIPE_CLI_TELEMETRY_OPTOUT: '1', STRIPE_CLI_UNIX_SOCKET: line.path };
    const env = { HOME: home, XDG_CONFIG_HOME: home, PATH: process.env.PATH, ...quiet };
    const all = [...args, '--api-base', world.url, '--api-key', world.keys.secret, '--color', 'off'];
    const child = spawn(path, all, { env, cwd: home, stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => {
        running.delete(child);
        resolve(code);
      });
    });
    return { child, ended, stdout: gather(child.stdout), stderr: gather(child.stderr) };
  };
  const run = async (...args: string[]) => {
    const { ended, stdout, stderr } = start(args);
    return { code: await ended, stdout: stdout(), stderr: stderr() };
  };
  return {
    run,
    async json<T>(...args: string[]) {
      const { code, stdout, stderr } = await run(...args);
      if (code !== 0) throw new Error(`stripe ${args.join(' ')} ended with ${code}: ${stdout}${stderr}`);
      return JSON.parse(stdout) as T;
    },
    async listen(...args) {
      const { child, ended, stdout, stderr } = start(['listen', '--skip-update', ...args]);
      const printed = () => `${stdout()}${stderr()}`;
      const prints = (words: string) => waitFor(words, printed, () => running.has(child));
      const secret = /whsec_\w+/.exec(await prints('Ready!'))?.[0] ?? '';
      return {
        printed,
        secret,
        prints,
        async stop() {
          child.kill('SIGINT');
          await ended;
        },
      };
    },
    cut: line.cut,
    async close() {
      for (const child of running) child.kill('SIGKILL');
      await line.close();
      rmSync(home, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** What the CLI reaches the platform through, so that a test can break the line. */
async function openLine(path: string, port: number) {
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.pipe(other);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
    }
  });
  server.listen(path);
  await once(server, 'listening');
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    path,
    cut,
    async close() {
      server.close();
      cut();
      await once(server, 'close');
    },
  };
}

function gather(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return () => text;
}

function waitFor(words: string, printed: () => string, runs: () => boolean): Promise<string> {
  return until(`the Stripe CLI prints "${words}"`, async () => {
    if (printed().includes(words)) return printed();
    if (!runs()) throw new Error(`the Stripe CLI ended: ${printed()}`);
    return null;
  });
}
