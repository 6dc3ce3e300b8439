// npm run audit: installs what is missing, then shows what was done with tokens, numbers and accounts.
import { runTool } from './lib/tool.mjs';

await runTool('audit.ts');
