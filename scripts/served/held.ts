// Which test holds what: the files that call an operation, and among them the first that names a parameter, a field or a word.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const FOLDERS = ['test', 'server/src', 'js/src'];
/** Tests that go through all endpoints hold none in particular. */
const EVERYWHERE = /conventions|bad_input|idempotency|log_lines|\/http\//;

interface TestFile {
  path: string;
  text: string;
  words: Set<string>;
}

export interface Tests {
  /** Files that call an operation, the best first: by its name, `stripe.customers.create(`, or by its path. */
  calling(path: string, name: { accessor: string; operation: string } | null): string[];
  /**
   * The first file that has all the words, of the given ones, else of all; null: none. Where some have them, the one that has
   * most of `values`.
   */
  naming(words: readonly string[], first: readonly string[], values?: readonly string[]): string | null;
}

export function readTests(): Tests {
  const files = FOLDERS.flatMap(testFiles).sort((a, b) => placeOf(a) - placeOf(b) || (a.path < b.path ? -1 : 1));
  const byPath = new Map(files.map((file) => [file.path, file]));
  const has = (file: TestFile | undefined, words: readonly string[]) => words.every((word) => file?.words.has(word));
  return {
    calling(path, name) {
      const url = new RegExp(`/v1/${pathPattern(path)}[\`'"?]`);
      const call = name === null ? url : new RegExp(callPattern(name.accessor, name.operation));
      const found = files.filter(({ text }) => call.test(text) || url.test(text)).map((file) => file.path);
      const about = path
        .split('/')
        .filter((part) => part !== '' && !part.startsWith(':'))
        .slice(1);
      return found.sort((a, b) => rank(a, about, name?.operation) - rank(b, about, name?.operation));
    },
    naming(words, first, values = []) {
      const near = first.map((path) => byPath.get(path)).filter((file) => has(file, words));
      const found = near.length > 0 ? near : files.filter((file) => has(file, words));
      const count = (file: TestFile | undefined) => values.filter((value) => file?.words.has(value)).length;
      const best = Math.max(0, ...found.map(count));
      return found.find((file) => count(file) === best)?.path ?? null;
    },
  };
}

/** Black-box tests come before those that stand beside what they test. */
function placeOf({ path }: TestFile): number {
  const place = ['test/contract/', 'test/stories/', 'test/', 'server/'].findIndex((folder) => path.startsWith(folder));
  return place === -1 ? FOLDERS.length + 1 : place;
}

/** A contract test that is named after the path comes first, then one named after its beginning, then stories. */
function rank(path: string, about: readonly string[], operation: string | undefined): number {
  if (EVERYWHERE.test(path)) return 6;
  if (path.startsWith(`test/contract/${about.join('.')}.${operation}`)) return -1;
  for (const [length, place] of [
    [3, 0],
    [2, 1],
    [1, 2],
  ] as const) {
    const name = about.slice(0, length).join('.');
    if (path.startsWith(`test/contract/${name}`) || path.startsWith(`test/contract/${name.replace(/s$/, '')}`))
      return place;
  }
  if (path.startsWith('test/stories/')) return 3;
  return path.startsWith('server/src/inbound/v1') || path.startsWith('test/contract/') ? 4 : 5;
}

/** `.customers.create(`, and `sessions.create(` where somebody took `sessions` out of its object. */
function callPattern(accessor: string, operation: string): string {
  const parts = accessor.split('.');
  const end = `${parts.at(-1)}\\.${operation}\\(`;
  if (parts.length === 1) return `(?<!financialConnections|testHelpers)\\.${end}`;
  return `\\.${parts.join('\\.')}\\.${operation}\\(|(?<![.\\w])${end}`;
}

function pathPattern(path: string): string {
  return path
    .replace(/^\/v1\//, '')
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/`\'"]+' : part))
    .join('/');
}

function testFiles(folder: string): TestFile[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter(
      (entry) =>
        entry.isFile() &&
        (/\.test\.ts$/.test(entry.name) || /\/test\/(browser|stories\/anywhere)$/.test(entry.parentPath)),
    )
    .map((entry) => {
      const full = join(entry.parentPath, entry.name);
      const text = readFileSync(full, 'utf8');
      const words = new Set(text.match(/[A-Za-z0-9_]+/g) ?? []);
      // Types of events and the like are words as a whole.
      for (const [, word = ''] of text.matchAll(/'([a-z0-9_]+(?:\.[a-z0-9_]+)+)'/g)) words.add(word);
      return { path: relative(ROOT, full).replaceAll('\\', '/'), text, words };
    });
}
