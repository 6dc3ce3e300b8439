// Runs one of our TypeScript tools with the pinned Node, after installing what is missing.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { install } from './install.mjs';
import { checkNode, pinnedNode, root, toolEnv } from './processes.mjs';
import { complain } from './terminal.mjs';

/** Ends this process as the tool ends. `name` is a file in scripts/, which gets the arguments of the command line. */
export async function runTool(name) {
  try {
    checkNode();
    await install();
    const child = spawn(pinnedNode(), [join(root, 'scripts', name), ...process.argv.slice(2)], {
      cwd: root,
      env: toolEnv(),
      stdio: 'inherit',
    });
    const code = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (ended) => resolve(ended ?? 1));
    });
    process.exit(code);
  } catch (error) {
    complain(error);
    process.exit(1);
  }
}
