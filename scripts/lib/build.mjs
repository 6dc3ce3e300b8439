// Builds the browser SDK and the web apps when their sources changed since the last build.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must, npm, root, toolEnv } from './processes.mjs';
import { step } from './terminal.mjs';

const MARK = '.source-hash';
/** What no build reads: changing a test does not build again. */
const LEFT_OUT = /^(node_modules|dist|test|\.DS_Store)$|\.test\.ts$/;
const MAX_FILES = 5_000;

/** What is built, in this order, and which folders and files each one is made of. */
const TARGETS = [
  { workspace: 'js', title: 'Building the browser SDK', sources: ['js', 'package-lock.json'] },
  {
    workspace: 'web',
    title: 'Building the web apps',
    sources: ['web', 'js', 'server/src/kernel/accent.ts', 'server/src/wire/dashboard.ts', 'package-lock.json'],
  },
];

/** Builds what changed. Resolves with the workspaces that were built. */
export async function build() {
  const built = [];
  for (const { workspace, title, sources } of TARGETS) {
    const hash = hashOf(sources);
    const mark = join(root, workspace, 'dist', MARK);
    if (existsSync(mark) && readFileSync(mark, 'utf8') === hash) continue;
    const [command, args] = npm(['run', 'build', '--workspace', workspace]);
    await step(title, () => must(`The build of ${workspace}/ failed.`, command, args, { env: toolEnv() }));
    // Written last: a build that was interrupted is done again.
    writeFileSync(mark, hash);
    built.push(workspace);
  }
  return built;
}

function hashOf(sources) {
  const hash = createHash('sha256');
  for (const file of sources.flatMap((source) => filesOf(source)).sort()) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesOf(path) {
  const stats = statSync(join(root, path), { throwIfNoEntry: false });
  if (!stats) return [];
  if (!stats.isDirectory()) return [path];
  const names = readdirSync(join(root, path)).filter((name) => !LEFT_OUT.test(name));
  const files = names.flatMap((name) => filesOf(`${path}/${name}`));
  if (files.length > MAX_FILES) throw new Error(`${path}/ has more than ${MAX_FILES} files`);
  return files;
}
