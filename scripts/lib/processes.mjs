// Child processes of the commands: run one quietly, show its output only when it fails, know which ones still run.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Stop } from './terminal.mjs';

/** The folder of the checkout. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Oldest Node that can run the commands in scripts/; everything else runs on the pinned one. */
const OLDEST_NODE = 20;
const MAX_OUTPUT = 200_000;

const running = new Set();
let ending = false;

/** Refuses a Node that is too old for the commands, in one line. */
export function checkNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < OLDEST_NODE) {
    throw new Stop(`Relink needs Node.js ${OLDEST_NODE} or newer to start; this is ${process.versions.node}.`);
  }
}

/** Path of the Node that is pinned in package.json and installed with the other packages. */
export function pinnedNode() {
  return join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/** The environment for our own tools: the pinned Node first on the PATH, no npm settings of the outer command. */
export function toolEnv(extra = {}) {
  const separator = process.platform === 'win32' ? ';' : ':';
  return {
    ...process.env,
    PATH: `${join(root, 'node_modules', '.bin')}${separator}${process.env.PATH ?? ''}`,
    ...extra,
  };
}

/** spawn() that is remembered until it ends, so that Ctrl-C can end what is left. */
export function start(command, args, options = {}) {
  if (ending) throw new Stop('stopped');
  const child = spawn(command, args, { cwd: root, env: toolEnv(), ...options });
  running.add(child);
  const forget = () => running.delete(child);
  child.once('exit', forget);
  child.once('error', forget);
  return child;
}

/** Ends every child that still runs, and lets no new one begin: what was going on fails and cleans up after itself. */
export function endChildren(signal = 'SIGTERM') {
  ending = true;
  for (const child of running) child.kill(signal);
}

/**
 * Runs a command to its end. Resolves with {code, output} (stdout and stderr as they came, the last 200 kB).
 * A command that cannot be started gives code -1.
 */
async function run(command, args, options = {}) {
  const child = start(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  return new Promise((resolve) => {
    let output = '';
    const take = (chunk) => {
      output = (output + chunk).slice(-MAX_OUTPUT);
    };
    child.stdout?.setEncoding('utf8').on('data', take);
    child.stderr?.setEncoding('utf8').on('data', take);
    child.once('error', (error) => resolve({ code: -1, output: `${command}: ${error.message}` }));
    child.once('close', (code, signal) =>
      resolve({ code: code ?? -1, output: signal ? `${output}\n(${signal})` : output }),
    );
  });
}

/** Like run(), but a failure stops the command with `hint` and the output. */
export async function must(hint, command, args, options = {}) {
  const { code, output } = await run(command, args, options);
  if (code !== 0) throw new Stop(`${hint}\n\n${output.trim()}`);
  return output;
}

/** The npm that started us, else the one on the PATH, with the given arguments. */
export function npm(args) {
  const script = process.env.npm_execpath;
  if (script?.endsWith('.js') && existsSync(script)) return [process.execPath, [script, ...args]];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', args];
}
