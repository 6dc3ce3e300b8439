// npm run keys:rotate: installs what is missing, then changes the encryption key of this installation.
import { runTool } from './lib/tool.mjs';

await runTool('keys.ts');
