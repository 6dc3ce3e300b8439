// Begins a database as a copy of a prepared one, so that a test run pays for initdb and the migrations once.
import { constants } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const AT_ONCE = 16;

/** Copies a closed database folder. The place appears whole or not at all. */
export async function copyTemplate(from: string, to: string): Promise<void> {
  const unfinished = `${to}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(dirname(to), { recursive: true });
  const entries = await readdir(from, { recursive: true, withFileTypes: true });
  const paths = entries.map((entry) => ({
    folder: entry.isDirectory(),
    path: join(entry.parentPath, entry.name).slice(from.length),
  }));
  await mkdir(unfinished);
  for (const { path, folder } of paths) if (folder) await mkdir(join(unfinished, path), { recursive: true });
  const files = paths.filter(({ folder }) => !folder).values();
  // One iterator for all: each of them takes the next file when it has finished one.
  const copying = Array.from({ length: AT_ONCE }, async () => {
    for (const { path } of files) {
      await copyFile(join(from, path), join(unfinished, path), constants.COPYFILE_FICLONE);
    }
  });
  await Promise.all(copying);
  await rename(unfinished, to);
}
