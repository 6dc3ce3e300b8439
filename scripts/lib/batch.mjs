// Runs several test files in one process, one after the other, each as a suite of its own: what is slow to load or to open is paid for once.
import { join, relative } from 'node:path';
import { after, describe } from 'node:test';
import { pathToFileURL } from 'node:url';

const ROOT = join(import.meta.dirname, '../..');

/** `engine` is the database of these files; null where they use none. `limit_ms` is for each file. */
export async function runBatch({ files, engine, label, limit_ms }) {
  if (engine !== null) process.env.RELINK_TEST_ENGINE = engine;
  const { closeShared, keepShared } = await import('../../test/shared.ts');
  keepShared();
  after(closeShared);
  // In turn: hooks and tests belong to the suite during whose making their file is loaded.
  for (const file of files) await addFile(file, label, limit_ms);
}

function addFile(file, label, timeout) {
  return new Promise((loaded) => {
    const name = `${relative(ROOT, file).replaceAll('\\', '/')}${label}`;
    describe(name, { timeout }, () => import(pathToFileURL(file).href).finally(loaded));
  });
}
