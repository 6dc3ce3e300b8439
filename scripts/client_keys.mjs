// npm run banks:keys: installs what is missing, then shows or changes the keys by which banks know this installation.
import { runTool } from './lib/tool.mjs';

await runTool('client_keys.ts');
