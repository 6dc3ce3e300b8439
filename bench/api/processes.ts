// The processes of a run: each is forked, says when it is ready, and ends when its parent lets go of it.
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

const READY_LIMIT_MS = 60_000;
const END_LIMIT_MS = 10_000;

export interface Running<Ready> {
  /** What the process said when it was ready. */
  ready: Ready;
  child: ChildProcess;
  stop(): Promise<void>;
}

/** Starts `file` of this folder with exactly this environment. Throws when it ends before it is ready. */
export async function startProcess<Ready>(
  file: string,
  options: { env?: Record<string, string>; node_options?: string[] } = {},
): Promise<Running<Ready>> {
  const env = { PATH: process.env.PATH ?? '', ...options.env };
  const execArgv = options.node_options ?? [];
  const child = fork(join(import.meta.dirname, file), {
    env,
    execArgv,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    const kill = setTimeout(() => child.kill('SIGKILL'), END_LIMIT_MS);
    if (child.connected) child.disconnect();
    await exited;
    clearTimeout(kill);
  };
  try {
    return { ready: await firstMessage<Ready>(child, file), child, stop };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

function firstMessage<Ready>(child: ChildProcess, file: string): Promise<Ready> {
  const { promise, resolve, reject } = Promise.withResolvers<Ready>();
  const timer = setTimeout(() => reject(new Error(`${file} was not ready in time`)), READY_LIMIT_MS);
  child.once('message', (message) => resolve(message as Ready));
  child.once('error', reject);
  child.once('exit', (code) => reject(new Error(`${file} ended with code ${code}`)));
  return promise.finally(() => clearTimeout(timer));
}

/** Asks a server's process how much processor time it has used, in microseconds. */
export async function cpuOf({ child }: Running<unknown>): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<{ cpu: number }>();
  const gone = () => reject(new Error('the process of the server has ended'));
  child.once('message', resolve as (message: unknown) => void).once('exit', gone);
  child.send('cpu');
  return (await promise.finally(() => child.off('exit', gone))).cpu;
}
