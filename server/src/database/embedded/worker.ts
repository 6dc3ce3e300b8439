// The thread that runs PGlite: it makes the folder when there is none, then answers protocol messages in their order.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import type { FromWorker, ToWorker, WorkerSettings } from './wire.ts';

// Small log segments: less to write and to copy for a database that starts empty.
const INITDB = ['--wal-segsize=1'];
// Every open database takes this much memory and clears it first; what does not fit is in the system's own cache.
const START = [...PGlite.defaultStartParams, '-c', 'shared_buffers=16MB'];

// Nobody makes databases from the template databases here, and they are two thirds of the files.
const WITHOUT_TEMPLATES = [
  'alter database template0 is_template false',
  'alter database template1 is_template false',
  'drop database template0',
  'drop database template1',
];
const MAX_REASON = 300;

const port = parentPort as MessagePort;
const { folder, compiled } = workerData as WorkerSettings;
let last_words = '';

/** PGlite opens with what PostgreSQL last wrote to its log kept, because its own errors do not say why. */
function open(dataDir: string): Promise<PGlite> {
  const onStderr = (line: string) => {
    last_words = /(FATAL|PANIC): .*/.exec(line)?.[0] ?? last_words;
    return false;
  };
  return PGlite.create({
    dataDir,
    startParams: START,
    initDbStartParams: INITDB,
    onStderr,
    pgliteWasmModule: compiled,
  });
}

function tell(message: FromWorker): void {
  // The bytes are moved, not copied, to the other thread.
  port.postMessage(message, message instanceof Uint8Array ? [message.buffer as ArrayBuffer] : []);
}

/** Makes a new database beside its place and moves it there whole, so that a killed first start leaves no half one. */
async function make(): Promise<void> {
  const unfinished = `${folder}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true });
  const pglite = await open(unfinished);
  for (const statement of WITHOUT_TEMPLATES) await pglite.exec(statement);
  await pglite.close();
  renameSync(unfinished, folder);
}

async function answer(pglite: PGlite, message: Uint8Array): Promise<void> {
  const chunks: Uint8Array[] = [];
  // The raw stream: PGlite's other ways of reading parse every answer once more and keep it.
  await pglite.execProtocolRawStream(message, {
    syncToFs: false,
    onRawData: (chunk) => chunks.push(chunk.slice()),
  });
  tell(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : new Uint8Array(Buffer.concat(chunks)));
}

async function start(): Promise<void> {
  if (!existsSync(join(folder, 'PG_VERSION'))) await make();
  const pglite = await open(folder);
  port.on('message', async (message: ToWorker) => {
    try {
      if (message !== 'close') return await answer(pglite, message);
      await pglite.close();
      tell('closed');
      port.close();
    } catch (error) {
      tell({ failed: reasonOf(error) });
    }
  });
  tell('ready');
}

function reasonOf(error: unknown): string {
  // Emscripten throws things that are no Errors.
  const message = error instanceof Object && 'message' in error ? String(error.message) : 'unknown reason';
  return (last_words || message).replaceAll('\n', ' ').trim().slice(0, MAX_REASON);
}

try {
  await start();
} catch (error) {
  tell({ failed: reasonOf(error) });
  port.close();
}
