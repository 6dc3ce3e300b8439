// Installs the packages when node_modules is missing or is not what package-lock.json asks for.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { must, npm, pinnedNode, root } from './processes.mjs';
import { step } from './terminal.mjs';

/** Installs when needed. Resolves with true if it had to. */
export async function install() {
  if (isInstalled()) return false;
  const title = existsSync(join(root, 'node_modules')) ? 'Updating the packages' : 'Installing the packages (once)';
  // --include=dev: the web apps are built here even where NODE_ENV says production.
  const [command, args] = npm(['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
  await step(title, () => must('npm could not install the packages.', command, args, { env: process.env }));
  return true;
}

/**
 * Compares what npm wrote down at the last install with the lock file, package by package. Content, not times: a
 * checkout touches the lock file's time without changing it, and an unchanged one need not be installed again.
 */
function isInstalled() {
  if (!existsSync(pinnedNode())) return false;
  const wanted = packages(join(root, 'package-lock.json'));
  const present = packages(join(root, 'node_modules', '.package-lock.json'));
  if (!wanted || !present) return false;
  const complete = Object.entries(wanted).every(
    ([path, entry]) => !path.includes('node_modules/') || entry.optional || entry.peer || path in present,
  );
  return complete && Object.entries(present).every(([path, entry]) => same(entry, wanted[path]));
}

function same(entry, wanted) {
  return wanted !== undefined && entry.version === wanted.version && entry.integrity === wanted.integrity;
}

function packages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? null;
  } catch {
    return null;
  }
}
