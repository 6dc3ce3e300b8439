// Keeps a second process off the data folder: two on one PGlite folder silently lose each other's committed rows.
import {
  linkSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseUnavailable } from '../errors.ts';

const MAX_TRIES = 20;
const SIGN_OF_LIFE_MS = 5_000;
const SILENT_MS = 20_000;

export interface LockFile {
  release(): void;
}

interface Holder {
  pid: number;
  /** Boot and start tick of the process, which tell it from a later one with the same number. Null where unknown. */
  started: string | null;
  /** The pid namespace (the container), because a number means nothing in another one. Null where there are none. */
  space: string | null;
}

/** Takes the lock or throws one line that names the living process that has it. A dead process's lock is taken over. */
export function takeLockFile(path: string): LockFile {
  const mine = JSON.stringify({ pid: process.pid, started: startOf(process.pid), space: pidSpace() } satisfies Holder);
  try {
    mkdirSync(dirname(path), { recursive: true });
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      if (placeWhole(path, mine)) return held(path, mine);
      if (read(path) !== null) removeDead(path, mine);
    }
  } catch (error) {
    if (error instanceof DatabaseUnavailable) throw error;
    throw new DatabaseUnavailable(`${dirname(path)} cannot be written: ${(error as NodeJS.ErrnoException).code}`);
  }
  throw new DatabaseUnavailable(`${path} changes all the time; are other processes starting?`);
}

function held(path: string, mine: string): LockFile {
  // A process in another container sees this file, but not whether we live.
  const timer = setInterval(() => touch(path), SIGN_OF_LIFE_MS);
  timer.unref();
  const release = () => {
    clearInterval(timer);
    if (read(path) === mine) unlinkSync(path);
  };
  return { release };
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
 * Removes the lock if its process is dead. Only one process at a time may look and remove, else the second could remove
 * the lock that the first has just placed; who dies between the two leaves a file that a person has to delete.
 */
function removeDead(path: string, mine: string): void {
  const guard = `${path}.takeover`;
  if (!placeWhole(guard, mine)) {
    throw new DatabaseUnavailable(`another process is taking over ${path}; if none is starting, delete ${guard}`);
  }
  try {
    const content = read(path);
    if (content === null) return;
    const pid = livingPid(path, content);
    if (pid !== null) throw new DatabaseUnavailable(`the embedded database is in use by process ${pid} (${path})`);
    unlinkSync(path);
  } finally {
    unlinkSync(guard);
  }
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function touch(path: string): void {
  const now = new Date();
  try {
    utimesSync(path, now, now);
  } catch {
    // The folder was deleted under us; whoever uses it next will tell.
  }
}

function livingPid(path: string, content: string): number | null {
  const { pid, started, space } = parse(content);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  if (space !== pidSpace()) return Date.now() - statSync(path).mtimeMs < SILENT_MS ? pid : null;
  if (!isAlive(pid)) return null;
  const now = startOf(pid);
  // The same number may belong to another process by now; where the start time is unknown, it is taken to be the same.
  return started !== null && now !== null && started !== now ? null : pid;
}

function parse(content: string): Holder {
  try {
    const { pid, started, space } = JSON.parse(content) as Partial<Record<keyof Holder, unknown>>;
    const textOrNull = (value: unknown) => (typeof value === 'string' ? value : null);
    return { pid: Number(pid), started: textOrNull(started), space: textOrNull(space) };
  } catch {
    return { pid: 0, started: null, space: null };
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

/** Where /proc tells it (Linux), else null. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may hold blanks; the 22nd field is the start.
    const tick = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${tick}`;
  } catch {
    return null;
  }
}

function pidSpace(): string | null {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return null;
  }
}
