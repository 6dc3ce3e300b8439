// npm start: installs and builds what is missing or changed, then runs Relink in this terminal until Ctrl-C.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build } from './lib/build.mjs';
import { install } from './lib/install.mjs';
import { checkNode, endChildren, pinnedNode, root, toolEnv } from './lib/processes.mjs';
import { complain } from './lib/terminal.mjs';

/** Signals that end Relink. The process that serves drains; this one waits for it and leaves with its exit code. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

const PARENT_CHECK_MS = 250;

let serving = null;
let interrupted = false;

function stop(signal) {
  interrupted = true;
  if (serving) serving.kill(signal);
  else endChildren();
}

for (const signal of SIGNALS) process.on(signal, () => stop(signal));

// package.json says `exec`, because a shell between npm and us swallows the signals that npm passes on (where there is no
// exec, on Windows, the second half of that line runs). If npm is killed outright we get a new parent, and drain as well.
const parent = process.ppid;
const watch = setInterval(() => {
  if (process.ppid === parent) return;
  clearInterval(watch);
  stop('SIGTERM');
}, PARENT_CHECK_MS);
if (!process.env.npm_lifecycle_event) clearInterval(watch);
watch.unref();

function serve() {
  // The channel tells the child when this process is killed: then it drains as well and nothing is left behind.
  const stdio = ['inherit', 'inherit', 'inherit', 'ipc'];
  const child = spawn(pinnedNode(), [join(root, 'scripts', 'dev.ts')], { cwd: root, env: toolEnv(), stdio });
  serving = child;
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(signal ? 1 : (code ?? 1)));
  });
}

async function main() {
  checkNode();
  await install();
  await build();
  return interrupted ? 130 : serve();
}

main().then(
  (code) => process.exit(code),
  (error) => {
    if (!interrupted) complain(error);
    process.exit(interrupted ? 130 : 1);
  },
);
