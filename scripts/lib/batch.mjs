// Runs several test files in one process, one after the other, each as a suite of its own: what is slow to load or to open is paid for once.
import { createHook } from 'node:async_hooks';
import { after, describe } from 'node:test';
import { pathToFileURL } from 'node:url';

/** `files` are paths and the names to run them under, `engine` is their database, null where they use none; `limit_ms` is for each file. */
export async function runBatch({ files, engine, limit_ms }) {
  if (engine !== null) process.env.RELINK_TEST_ENGINE = engine;
  const { closeShared, keepShared } = await import('../../test/shared.ts');
  keepShared();
  const tracking = hooksEnabledBy(() => after(closeShared));
  // In turn: hooks and tests belong to the suite during whose making their file is loaded.
  for (const file of files) await addFile(file, limit_ms);
  for (const hook of tracking) hook.disable();
}

function addFile({ path, name }, timeout) {
  return new Promise((loaded) => {
    describe(name, { timeout }, () => import(pathToFileURL(path).href).finally(loaded));
  });
}

/**
 * What node:test enables with the first test or hook: it follows every promise and socket, so that a file that is loaded finds its suite
 * and an uncaught error its test. Once all files are loaded that costs a tenth of the time, and an uncaught error fails the batch anyway.
 */
function hooksEnabledBy(begin) {
  const prototype = Object.getPrototypeOf(createHook({}));
  const { enable } = prototype;
  const enabled = [];
  prototype.enable = function () {
    enabled.push(this);
    return enable.call(this);
  };
  try {
    begin();
  } finally {
    prototype.enable = enable;
  }
  return enabled;
}
