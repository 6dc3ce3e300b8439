// npm run coverage-doc: installs what is missing, then writes docs/coverage.md.
import { join } from 'node:path';
import { install } from './lib/install.mjs';
import { checkNode, must, pinnedNode, root } from './lib/processes.mjs';
import { complain } from './lib/terminal.mjs';

async function main() {
  checkNode();
  await install();
  await must('docs/coverage.md was not written.', pinnedNode(), [join(root, 'scripts', 'coverage_doc.ts')]);
}

main().catch((error) => {
  complain(error);
  process.exitCode = 1;
});
