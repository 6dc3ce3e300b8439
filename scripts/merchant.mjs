// npm run merchant: installs what is missing, then makes, lists or renames merchants of this installation.
import { runTool } from './lib/tool.mjs';

await runTool('merchant.ts');
