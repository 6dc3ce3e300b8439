// Runs test files with node:test in a few processes, those that use a database once per engine (browser tests, live mode and stories of both modes once), and prints one summary for all of them.
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { run } from 'node:test';
import { spec as Spec } from 'node:test/reporters';
import { pathToFileURL } from 'node:url';

const ROOT = join(import.meta.dirname, '..');
const EVERYTHING = ['server', 'bank', 'js', 'web', 'test', 'scripts', 'bench', 'examples'];
const DATABASES = join(ROOT, 'test', 'databases.ts');
const CHROMIUM = join(ROOT, 'test', 'browser', 'chromium.ts');
const LIVE = join(ROOT, 'test', 'live', 'world.ts');
const OF_BOTH_MODES = join(ROOT, 'test', 'stories', 'anywhere');
/** A file that hangs ends here, not never; the long simulation has more to do. */
const FILE_LIMIT_MS = (process.env.RELINK_SIMULATION === 'long' ? 120 : 5) * 60_000;
const PROCESS_LIMIT_MS = 4 * FILE_LIMIT_MS;
/** Files per process at most: a process and its world cost about three seconds of a core, and grow with each file. */
const FILES_MAX = 40;
const ROUNDS = 5;
/** One more than there are cores: what uses PostgreSQL waits for it now and then, and all wait for what is due in two seconds. */
const CONCURRENCY = 1 + Math.max(2, Math.min(4, availableParallelism()));
const TOTAL = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) ([\d.]+)$/;

/**
 * The test files under the given files and folders. In several rounds, from stories to units in each: those that wait run beside those
 * that keep a core busy, and what is long does not begin when the others end.
 */
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
  const sorted = [...new Set(found)].sort().reverse();
  return Array.from({ length: ROUNDS }, (_, round) => sorted.filter((_, place) => place % ROUNDS === round)).flat();
}

/** Whether a file reaches another one through its relative imports. */
function reaches(file, target, seen = new Set()) {
  if (file === target) return true;
  if (seen.has(file) || !existsSync(file)) return false;
  seen.add(file);
  const specifiers = readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g);
  return [...specifiers].some(([, specifier]) => reaches(join(dirname(file), specifier), target, seen));
}

/**
 * A file that uses a database has to hold on both engines. What is seen in a browser does not depend on the engine. Stories of both
 * modes are told in the sandbox on the embedded database, and in live mode, which has no other, on PostgreSQL.
 */
function groups(files) {
  const browser = files.filter((file) => reaches(file, CHROMIUM));
  const live = files.filter((file) => reaches(file, LIVE));
  const on_database = files.filter(
    (file) => !browser.includes(file) && !live.includes(file) && reaches(file, DATABASES),
  );
  const postgres = [...on_database.filter((file) => dirname(file) !== OF_BOTH_MODES), ...live];
  const once = files.filter((file) => ![browser, on_database, live].some((others) => others.includes(file)));
  return [
    { files: browser, label: ' (Chromium)', engine: 'embedded' },
    { files: on_database, label: ' (embedded database)', engine: 'embedded' },
    { files: postgres, label: ' (PostgreSQL)', engine: 'postgres' },
    { files: once, label: '', engine: null },
  ];
}

/** The processes of a group: whichever is free takes the next file, so that all end together. */
function workers({ files, label, engine }, folder) {
  const share = {
    files: files.map((path) => ({ path, name: nameOf(path, label) })),
    files_max: FILES_MAX,
    engine,
    queue: mkdtempSync(join(folder, 'taken-')),
    limit_ms: FILE_LIMIT_MS,
  };
  const count = Math.min(files.length, Math.max(CONCURRENCY, Math.ceil(files.length / FILES_MAX)));
  return Array.from({ length: count }, (_, index) => ({ turn: index / count, share }));
}

function nameOf(path, label) {
  return `${relative(ROOT, path).replaceAll('\\', '/')}${label}`;
}

/** Writes each process as a module that node:test can run. */
function writeModules(folder, all) {
  const worker = pathToFileURL(join(ROOT, 'scripts', 'lib', 'test_worker.mjs')).href;
  return all.map(({ share }, index) => {
    const path = join(folder, `worker_${index}.mjs`);
    writeFileSync(path, `import { work } from ${JSON.stringify(worker)};\nawait work(${JSON.stringify(share)});\n`);
    return path;
  });
}

// Loaded only when it is needed: a pure test file runs without a database.
async function prepareTemplates(all) {
  const engines = new Set(all.map(({ share }) => share.engine).filter((engine) => engine !== null));
  if (engines.size === 0) return;
  const { prepareTemplate } = await import('../test/databases.ts');
  for (const engine of engines) await prepareTemplate(engine);
}

/** The events of all processes; the totals are kept for the end, and `ended` gets the names of what ran to its end. */
async function* events(modules, { totals, ended, signal }) {
  const options = { files: modules, signal, concurrency: CONCURRENCY, timeout: PROCESS_LIMIT_MS, cwd: ROOT };
  for await (const event of run(options)) {
    if (event.type === 'test:summary') {
      if (event.data.file === undefined) totals.set('success', event.data.success);
      continue;
    }
    if (/^test:(pass|fail)$/.test(event.type) && event.data.nesting === 0) ended.add(event.data.name);
    const [, name, count] =
      (event.type === 'test:diagnostic' && event.data.nesting === 0 && TOTAL.exec(event.data.message)) || [];
    if (name) totals.set(name, Number(count));
    yield event;
  }
}

async function main(paths) {
  const files = testFiles(
    paths.length > 0 ? paths : EVERYTHING.map((name) => join(ROOT, name)).filter((path) => existsSync(path)),
  );
  if (files.length === 0)
    throw new Error(`no test files in ${paths.map((path) => relative(ROOT, resolve(path))).join(', ')}`);
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => abort.abort());
  const folder = mkdtempSync(join(process.env.RELINK_TEST_FOLDER ?? tmpdir(), 'workers-'));
  // The groups side by side, so that processes which keep a core busy run beside those that wait.
  const all = groups(files)
    .flatMap((group) => workers(group, folder))
    .sort((one, other) => one.turn - other.turn);
  const [totals, ended] = [new Map(), new Set()];
  try {
    await prepareTemplates(all);
    const modules = writeModules(folder, all);
    const report = Readable.from(events(modules, { totals, ended, signal: abort.signal })).compose(new Spec());
    for await (const text of report) process.stdout.write(text);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const left_out = (totals.get('skipped') ?? 0) + (totals.get('todo') ?? 0);
  if (left_out > 0) console.log('✖ a test was skipped; every test here has to run');
  // A process that ends too early takes its file along, without a word.
  const names = new Set(all.flatMap(({ share }) => share.files.map(({ name }) => name)));
  const missing = [...names].filter((name) => !ended.has(name));
  for (const name of missing) console.log(`✖ ${name} did not run to its end`);
  return missing.length === 0 && totals.get('success') && totals.get('fail') === 0 && left_out === 0 ? 0 : 1;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error) => {
    console.error(`✖ ${error.message}`);
    process.exit(1);
  },
);
