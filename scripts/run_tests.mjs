// Runs test files with node:test, those that use a database once per engine (browser tests once), and prints one summary for all of them.
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { run } from 'node:test';
import { spec as Spec } from 'node:test/reporters';

const ROOT = join(import.meta.dirname, '..');
const EVERYTHING = ['server', 'bank', 'js', 'web', 'test', 'scripts', 'bench', 'examples'];
const DATABASES = join(ROOT, 'test', 'databases.ts');
const CHROMIUM = join(ROOT, 'test', 'browser', 'chromium.ts');
/** A file that hangs ends here, not never; the long simulation has more to do. */
const FILE_LIMIT_MS = (process.env.RELINK_SIMULATION === 'long' ? 120 : 5) * 60_000;
const CONCURRENCY = Math.max(2, Math.min(4, availableParallelism()));
const TOTAL = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) ([\d.]+)$/;

/** The test files under the given files and folders, in a stable order. */
function testFiles(paths) {
  const found = paths.flatMap((path) => {
    const full = resolve(path);
    if (!existsSync(full)) throw new Error(`there is no ${path}`);
    if (!statSync(full).isDirectory()) return [full];
    const inside = globSync('**/*.test.{ts,mjs}', {
      cwd: full,
      exclude: (name) => /(^|\/)(node_modules|dist)$/.test(name),
    });
    return inside.map((name) => join(full, name));
  });
  return [...new Set(found)].sort();
}

/** Whether a file reaches another one through its relative imports. */
function reaches(file, target, seen = new Set()) {
  if (file === target) return true;
  if (seen.has(file) || !existsSync(file)) return false;
  seen.add(file);
  const specifiers = readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g);
  return [...specifiers].some(([, specifier]) => reaches(join(dirname(file), specifier), target, seen));
}

/** A file that uses a database has to hold on both engines; what is seen in a browser does not depend on the engine. */
function groups(files) {
  const embedded = files.filter((file) => reaches(file, DATABASES));
  const both = embedded.filter((file) => !reaches(file, CHROMIUM));
  const once = files.filter((file) => !embedded.includes(file));
  return [
    { files: once, label: '' },
    { files: embedded, label: ' (embedded database)', engine: 'embedded' },
    { files: both, label: ' (PostgreSQL)', engine: 'postgres' },
  ].filter((group) => group.files.length > 0);
}

// Loaded only when it is needed: a pure test file runs without a database.
async function prepareTemplates(engine) {
  const { prepareTemplate } = await import('../test/databases.ts');
  await prepareTemplate(engine);
}

/** The events of all groups one after the other, their totals added up and told once, at the end. */
async function* events(all, totals, signal) {
  for (const { files, label, engine } of all) {
    if (engine) await prepareTemplates(engine);
    const env = engine ? { ...process.env, RELINK_TEST_ENGINE: engine } : process.env;
    for await (const event of run({
      files,
      env,
      signal,
      concurrency: CONCURRENCY,
      timeout: FILE_LIMIT_MS,
      cwd: ROOT,
    })) {
      const [, name, count] =
        (event.type === 'test:diagnostic' && event.data.nesting === 0 && TOTAL.exec(event.data.message)) || [];
      if (name) totals.set(name, (totals.get(name) ?? 0) + Number(count));
      else if (event.type === 'test:summary')
        totals.set('unsuccessful', (totals.get('unsuccessful') ?? 0) + (event.data.success ? 0 : 1));
      else yield labelled(event, label);
    }
  }
  for (const [name, count] of totals) {
    if (name !== 'unsuccessful')
      yield { type: 'test:diagnostic', data: { nesting: 0, message: `${name} ${count}`, level: 'info' } };
  }
}

function labelled(event, label) {
  if (!label || event.data?.nesting !== 0 || typeof event.data.name !== 'string') return event;
  return { type: event.type, data: { ...event.data, name: `${event.data.name}${label}` } };
}

async function main(paths) {
  const files = testFiles(
    paths.length > 0 ? paths : EVERYTHING.map((name) => join(ROOT, name)).filter((path) => existsSync(path)),
  );
  if (files.length === 0)
    throw new Error(`no test files in ${paths.map((path) => relative(ROOT, resolve(path))).join(', ')}`);
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => abort.abort());
  const totals = new Map();
  const report = Readable.from(events(groups(files), totals, abort.signal)).compose(new Spec());
  for await (const text of report) process.stdout.write(text);
  const left_out = (totals.get('skipped') ?? 0) + (totals.get('todo') ?? 0);
  if (left_out > 0) console.log('✖ a test was skipped; every test here has to run');
  return totals.get('unsuccessful') > 0 || totals.get('fail') > 0 || left_out > 0 ? 1 : 0;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error) => {
    console.error(`✖ ${error.message}`);
    process.exit(1);
  },
);
