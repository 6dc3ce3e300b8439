// Runs several test files in one process, one after the other, each as a suite of its own: what is slow to load or to open is paid for once.
import { after, describe } from 'node:test';
import { pathToFileURL } from 'node:url';

/** `files` are paths and the names to run them under, `engine` is their database, null where they use none; `limit_ms` is for each file. */
export async function runBatch({ files, engine, limit_ms }) {
  if (engine !== null) process.env.RELINK_TEST_ENGINE = engine;
  const { closeShared, keepShared } = await import('../../test/shared.ts');
  keepShared();
  after(closeShared);
  // In turn: hooks and tests belong to the suite during whose making their file is loaded.
  for (const file of files) await addFile(file, limit_ms);
}

function addFile({ path, name }, timeout) {
  return new Promise((loaded) => {
    describe(name, { timeout }, () => import(pathToFileURL(path).href).finally(loaded));
  });
}
