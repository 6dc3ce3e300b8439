// The other end of the worker thread: protocol messages go out, their answers come back in the same order.
import { readFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { DatabaseUnavailable } from '../errors.ts';

export interface WorkerSettings {
  /** PGlite's own folder. */
  folder: string;
  /** PostgreSQL as WebAssembly. */
  compiled: object;
}
export type ToWorker = Uint8Array | 'close';
export type FromWorker = Uint8Array | 'ready' | 'closed' | { failed: string };

const CLOSE_WAIT_MS = 10_000;
const OPEN_WAIT_MS = 120_000; // initdb on a slow machine
const MAX_IN_FLIGHT = 10_000;

interface Waiting {
  resolve(answer: Buffer): void;
  reject(error: Error): void;
}

/** The worker, started and ready. Exchanges may be sent without waiting for each other. */
export class Wire {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  readonly #ready = Promise.withResolvers<void>();
  readonly #gone = Promise.withResolvers<void>();
  #failure: DatabaseUnavailable | null = null;

  private constructor(settings: WorkerSettings) {
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: settings, execArgv: [] });
    this.#worker.on('message', (message: FromWorker) => this.#receive(message));
    // WebAssembly code also throws what is no Error.
    this.#worker.on('error', (error: Partial<Error>) => this.#fail(error?.message ?? String(error)));
    this.#worker.on('exit', () => {
      this.#fail('its thread has ended');
      this.#gone.resolve();
    });
  }

  static async open(settings: Omit<WorkerSettings, 'compiled'>): Promise<Wire> {
    const wire = new Wire({ ...settings, compiled: await compileOnce() });
    const timer = setTimeout(() => wire.#fail(`it did not open within ${OPEN_WAIT_MS / 1000} s`), OPEN_WAIT_MS);
    try {
      await wire.#ready.promise;
      return wire;
    } catch (error) {
      await wire.#worker.terminate();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Sends messages that end with exactly one Sync or Query and resolves with all that the database answered. */
  exchange(messages: readonly Uint8Array[]): Promise<Buffer> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    if (this.#waiting.length >= MAX_IN_FLIGHT)
      return Promise.reject(new DatabaseUnavailable('too many statements wait'));
    const answer = Promise.withResolvers<Buffer>();
    this.#waiting.push(answer);
    const bytes = join(messages);
    this.#worker.postMessage(bytes, [bytes.buffer]);
    return answer.promise;
  }

  async close(): Promise<void> {
    const timer = setTimeout(() => void this.#worker.terminate(), CLOSE_WAIT_MS);
    this.#failure ??= new DatabaseUnavailable('the database is closed');
    this.#worker.postMessage('close' satisfies ToWorker);
    await this.#gone.promise;
    clearTimeout(timer);
  }

  #receive(message: FromWorker): void {
    if (message instanceof Uint8Array) {
      this.#waiting.shift()?.resolve(Buffer.from(message.buffer, message.byteOffset, message.byteLength));
    } else if (message === 'ready') {
      this.#ready.resolve();
    } else if (message !== 'closed') {
      this.#fail(message.failed);
    }
  }

  #fail(reason: string): void {
    this.#failure ??= new DatabaseUnavailable(`the embedded database does not run: ${reason}`);
    this.#ready.reject(this.#failure);
    for (const waiting of this.#waiting.splice(0)) waiting.reject(this.#failure);
  }
}

// Node's types leave it out.
declare const WebAssembly: { compile(bytes: Uint8Array): Promise<object> };

let compiled: Promise<object> | null = null;

async function compile(): Promise<object> {
  // V8 aborts the process now and then as it frees code of PGlite that was compiled anew (nodejs/node#64500); one module keeps it all.
  setFlagsFromString('--no-wasm-code-gc');
  const bytes = await readFile(new URL('pglite.wasm', import.meta.resolve('@electric-sql/pglite')));
  return await WebAssembly.compile(bytes);
}

/** Kept for the next database of this process, whose worker then starts in half the time. */
function compileOnce(): Promise<object> {
  compiled ??= compile();
  return compiled;
}

/** One block of its own: its memory can be moved to the other thread, a shared pool's could not. */
function join(messages: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(messages.reduce((sum, message) => sum + message.length, 0));
  let offset = 0;
  for (const message of messages) {
    bytes.set(message, offset);
    offset += message.length;
  }
  return bytes;
}
