// The lock file: one living process, never two, and no hand needed after a crash.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { takeLockFile } from './lock_file.ts';

const root = mkdtempSync(join(tmpdir(), 'relink-lock-'));
let locks = 0;

after(() => rmSync(root, { recursive: true }));

function newPath(): string {
  locks += 1;
  return join(root, String(locks), 'database.lock');
}

/** The lock of this process, with something changed. */
function writeLock(path: string, change: Record<string, unknown>): void {
  const own = takeLockFile(path);
  const content = JSON.parse(readFileSync(path, 'utf8'));
  own.release();
  writeFileSync(path, JSON.stringify({ ...content, ...change }));
}

function deadPid(): number {
  const { pid } = spawnSync(process.execPath, ['--version']);
  return pid;
}

test('a lock is held until it is released, and leaves no files behind', () => {
  const path = newPath();
  const first = takeLockFile(path);
  assert.throws(() => takeLockFile(path), {
    name: 'DatabaseUnavailable',
    message: `the embedded database is in use by process ${process.pid} (${path})`,
  });
  assert.deepEqual(readdirSync(join(path, '..')), ['database.lock']);
  first.release();
  takeLockFile(path).release();
  assert.deepEqual(readdirSync(join(path, '..')), []);
});

test('the lock of a dead process is taken over', () => {
  const path = newPath();
  writeLock(path, { pid: deadPid() });
  const lock = takeLockFile(path);
  assert.equal(JSON.parse(readFileSync(path, 'utf8')).pid, process.pid);
  assert.equal(existsSync(`${path}.takeover`), false);
  lock.release();
});

test('so is one whose number belongs to another process by now', () => {
  const path = newPath();
  writeLock(path, { started: 'an earlier boot 1' });
  takeLockFile(path).release();
});

test('and one that was not written by us', () => {
  const path = newPath();
  writeLock(path, {});
  writeFileSync(path, 'half a li');
  takeLockFile(path).release();
});

test('a process in another container lives as long as it touches its file', () => {
  const path = newPath();
  writeLock(path, { pid: deadPid(), space: 'pid:[1]' });
  assert.throws(() => takeLockFile(path), /in use by process/);
  const long_ago = new Date(Date.now() - 60_000);
  utimesSync(path, long_ago, long_ago);
  takeLockFile(path).release();
});

test('while one process takes a dead lock over, a second keeps its hands off', () => {
  const path = newPath();
  writeLock(path, { pid: deadPid() });
  writeFileSync(`${path}.takeover`, '{}');
  assert.throws(() => takeLockFile(path), /if none is starting, delete .*takeover/);
});

test('releasing does not remove the lock of somebody else', () => {
  const path = newPath();
  const lock = takeLockFile(path);
  writeFileSync(path, '{"pid":1}');
  lock.release();
  assert.equal(existsSync(path), true);
});

test('a folder that cannot be made is named', () => {
  const file = join(root, 'a file');
  writeFileSync(file, '');
  assert.throws(() => takeLockFile(join(file, 'below', 'database.lock')), {
    name: 'DatabaseUnavailable',
    message: `${join(file, 'below')} cannot be written: ENOTDIR`,
  });
});
