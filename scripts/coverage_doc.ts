// npm run coverage-doc: writes docs/coverage.md from the SDK's types, the table of routes and the tests.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { collect } from './served/collect.ts';
import { writePage } from './served/page.ts';

writeFileSync(join(import.meta.dirname, '../docs/coverage.md'), writePage(collect()));
