// npm test: sets up what the tests need, checks types and style, runs every suite, and puts the machine back.
// `npm test -- path…` runs only those files or folders, `npm run check` only the checks, `npm run soak` the long simulation and every state of the pages.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './lib/build.mjs';
import { findChromium } from './lib/chromium.mjs';
import { findExampleTools } from './lib/example_tools.mjs';
import { install } from './lib/install.mjs';
import { startPostgres } from './lib/postgres.mjs';
import { checkNode, endChildren, must, pinnedNode, root, start, toolEnv } from './lib/processes.mjs';
import { quickFolder } from './lib/quick_folder.mjs';
import { findStripeCli } from './lib/stripe_cli.mjs';
import { complain, Stop, say, step } from './lib/terminal.mjs';

const FLAGS = ['--check', '--soak'];
/** What a person may have set for his own Relink must not change a test; a seed to replay is meant for one. */
const LEFT_OUT =
  /^(PORT|BANK_PORT|DATABASE_URL|LOG_LEVEL|BANK_CONTROL_TOKEN|SMTP_URL|MAIL_FROM|RELINK_(?!SIMULATION_SEED$).*|NODE_OPTIONS|NODE_TEST_CONTEXT)$/;
/** How long what was going on may take to end after Ctrl-C. */
const END_LIMIT_MS = 20_000;
/** What tsc checks; `.` has all that runs in Node, the folders' own tsconfig.json are for editors. */
const PROJECTS = ['.', 'js', 'web'];

/** What has to be undone, newest first: also when somebody presses Ctrl-C. */
const undo = [];

async function main(args) {
  const paths = args.filter((arg) => !arg.startsWith('--'));
  const unknown = args.find((arg) => arg.startsWith('--') && !FLAGS.includes(arg));
  if (unknown)
    throw new Stop(`There is no option ${unknown}; there are ${FLAGS.join(' and ')}, and paths of test files.`);
  checkNode();
  await install();
  if (args.includes('--check')) return report(await checks());
  const soak = args.includes('--soak');
  const failed = await builds();
  const env = await testEnvironment(soak);
  if (paths.length === 0 && !soak) failed.push(...(await checks()));
  if (!(await suites(soak && paths.length === 0 ? ['test/simulation', 'web/test'] : paths, env))) failed.push('tests');
  return report(failed);
}

/** A broken build fails the run but does not hide what the tests have to say. */
async function builds() {
  try {
    await build();
    return [];
  } catch (error) {
    complain(error);
    return ['build'];
  }
}

async function testEnvironment(soak) {
  const env = Object.fromEntries(Object.entries(toolEnv()).filter(([name]) => !LEFT_OUT.test(name)));
  const folder = mkdtempSync(join(quickFolder() ?? tmpdir(), 'relink-test-'));
  undo.unshift(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  env.RELINK_TEST_FOLDER = folder;
  // What Chromium and the commands that are tested put aside goes there, too.
  env.TMPDIR = folder;
  // Every test file is a process of its own and loads the same modules; compiled once, they load in half the time.
  env.NODE_COMPILE_CACHE = join(folder, 'compiled');
  env.CHROMIUM_PATH = await findChromium();
  env.STRIPE_CLI_PATH = await findStripeCli();
  env.PYTHON_PATH = (await findExampleTools()).python;
  if (soak) env.RELINK_SIMULATION = 'long';
  if (!process.env.TEST_DATABASE_URL) {
    const postgres = await startPostgres({}, quickFolder());
    undo.unshift(() => postgres.stop());
    env.TEST_DATABASE_URL = postgres.url;
  }
  return env;
}

/** Style, types and dead code. Resolves with the names of the checks that failed, after printing why. */
async function checks() {
  const all = [
    ['biome', ['check', '--error-on-warnings', '--no-errors-on-unmatched', '.']],
    ...PROJECTS.map((folder) => ['tsc', ['--noEmit', '-p', folder]]),
    ['knip', []],
  ];
  const failed = [];
  for (const [tool, args] of all) {
    const name = [tool, ...args.filter((arg) => tool === 'tsc' && !arg.startsWith('-'))].join(' ');
    try {
      await step(name, () => must(`${name} found something.`, join(root, 'node_modules', '.bin', tool), args));
    } catch (error) {
      failed.push(name);
      complain(error);
    }
  }
  return failed;
}

/** Runs the test files. Resolves with whether all of them passed. */
function suites(paths, env) {
  return new Promise((resolve, reject) => {
    const runner = start(pinnedNode(), [join(root, 'scripts', 'run_tests.mjs'), ...paths], { env, stdio: 'inherit' });
    runner.once('error', reject);
    runner.once('close', (code) => resolve(code === 0));
  });
}

function report(failed) {
  if (failed.length > 0) say(`\n✖ failed: ${failed.join(', ')}`);
  return failed.length > 0 ? 1 : 0;
}

async function finish(code) {
  for (const step of undo.splice(0)) await Promise.resolve(step()).catch(complain);
  process.exit(code);
}

let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (interrupted) return;
    interrupted = true;
    endChildren();
    setTimeout(() => finish(130), END_LIMIT_MS).unref();
  });
}

main(process.argv.slice(2)).then(
  (code) => finish(interrupted ? 130 : code),
  (error) => {
    if (!interrupted) complain(error);
    return finish(interrupted ? 130 : 1);
  },
);
