// Runs test files in one process, one after the other, each as a suite of its own: what is slow to load or to open is paid for once.
import { createHook } from 'node:async_hooks';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { pathToFileURL } from 'node:url';

/**
 * Takes one of the `files` after the other, as other processes do, until none is left or it has had `files_max`. They are paths and the
 * names to run them under; `engine` is their database, null where they use none; `queue` is the folder that says which are taken;
 * `limit_ms` is for each file.
 */
export async function work({ files, files_max, engine, queue, limit_ms }) {
  if (engine !== null) process.env.RELINK_TEST_ENGINE = engine;
  const taken = take(files, queue);
  let file = taken.next().value;
  if (file === undefined) return;
  const { closeShared, keepShared } = await import('../../test/shared.ts');
  keepShared();
  const tracking = hooksEnabledBy(() => after(closeShared));
  for (let left = files_max; file !== undefined && left > 0; left -= 1) {
    // The next one is added when this one begins: with nothing left to run, node:test ends for good.
    await addSuite(file, limit_ms, tracking);
    file = left > 1 ? taken.next().value : undefined;
  }
}

/** The files that nobody else has taken, each as it is asked for. */
function* take(files, queue) {
  for (const [place, file] of files.entries()) if (isFree(join(queue, String(place)))) yield file;
}

function isFree(path) {
  try {
    closeSync(openSync(path, 'wx'));
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Hooks and tests belong to the suite during whose making their file is loaded. Resolves when its first test may run, or when it never will. */
function addSuite({ path, name }, timeout, tracking) {
  const { promise: begun, resolve: begin } = Promise.withResolvers();
  for (const hook of tracking) hook.enable();
  describe(name, { timeout }, async () => {
    before(begin);
    try {
      await import(pathToFileURL(path).href);
    } catch (error) {
      begin();
      throw error;
    } finally {
      for (const hook of tracking) hook.disable();
    }
  });
  return begun;
}

/**
 * What node:test enables with the first test or hook: it follows every promise and socket, so that a file that is loaded finds its suite
 * and an uncaught error its test. While no file is loaded that costs a tenth of the time, and an uncaught error fails the process anyway.
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
