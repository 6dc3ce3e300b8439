// Keeps a second process off the data folder: two on one PGlite folder silently lose each other's committed rows.
import { linkSync, mkdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseUnavailable } from '../errors.ts';

const MAX_TRIES = 20;

export interface LockFile {
  release(): void;
}

/** Takes the lock or throws one line that names the living process that has it. A dead process's lock is taken over. */
export function takeLockFile(path: string): LockFile {
  const mine = JSON.stringify({ pid: process.pid, started: startOf(process.pid) });
  mkdirSync(dirname(path), { recursive: true });
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    if (placeWhole(path, mine)) return { release: () => releaseOwn(path, mine) };
    const holder = readIfThere(path);
    if (holder === null) continue;
    const pid = livingPid(holder);
    if (pid !== null) throw new DatabaseUnavailable(`${path}: the embedded database is in use by process ${pid}`);
    removeDead(path, holder);
  }
  throw new DatabaseUnavailable(`${path}: the lock file changes all the time; is another process starting?`);
}

/** Written beside and linked into place: it is never seen half written, and linking fails when one is there. */
function placeWhole(path: string, content: string): boolean {
  const draft = `${path}.${process.pid}.${process.hrtime.bigint()}`;
  writeFileSync(draft, content, { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    unlinkSync(draft);
  }
}

/**
 * Moves the dead lock aside and looks at what was moved: if another process had replaced it by its own meanwhile, the
 * living lock goes back where it was.
 */
function removeDead(path: string, dead: string): void {
  const aside = `${path}.${process.pid}.dead`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (readIfThere(aside) !== dead) renameSync(aside, path);
  else unlinkSync(aside);
}

function releaseOwn(path: string, mine: string): void {
  if (readIfThere(path) === mine) unlinkSync(path);
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function livingPid(content: string): number | null {
  const { pid, started } = parse(content);
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return null;
  const now = startOf(pid);
  // The same number may belong to another process by now; where the start time is unknown, it is taken to be the same.
  return started !== null && now !== null && started !== now ? null : pid;
}

function parse(content: string): { pid: number; started: string | null } {
  try {
    const { pid, started } = JSON.parse(content);
    return { pid: Number(pid), started: typeof started === 'string' ? started : null };
  } catch {
    return { pid: 0, started: null };
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Boot id and start tick where /proc tells them (Linux), else null. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may hold blanks; the 22nd field is the start.
    const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}:${started}`;
  } catch {
    return null;
  }
}
