// npm run merchant: installs what is missing, then makes, lists or renames merchants of this installation.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { install } from './lib/install.mjs';
import { checkNode, pinnedNode, root, toolEnv } from './lib/processes.mjs';
import { complain } from './lib/terminal.mjs';

async function main(args) {
  checkNode();
  await install();
  const child = spawn(pinnedNode(), [join(root, 'scripts', 'merchant.ts'), ...args], {
    cwd: root,
    env: toolEnv(),
    stdio: 'inherit',
  });
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error) => {
    complain(error);
    process.exit(1);
  },
);
