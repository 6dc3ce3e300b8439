// npm run banks:check: installs what is missing, then says what is wrong with the files of banks in a folder.
import { runTool } from './lib/tool.mjs';

await runTool('banks.ts');
