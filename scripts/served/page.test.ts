// docs/coverage.md tells what is served, as the SDK's types, the routes and the tests have it now.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Coverage, collect } from './collect.ts';
import { writePage } from './page.ts';

const PAGE = join(import.meta.dirname, '../../docs/coverage.md');

test('the page is what `npm run coverage-doc` makes of the code as it is', () => {
  const page = writePage(collect());
  assert.ok(page === readFileSync(PAGE, 'utf8'), 'docs/coverage.md is out of date: npm run coverage-doc');
});

test('what is neither served nor given a reason stops it, and so does a reason that nothing needs', () => {
  const nothing: Coverage = { parts: [], ours: [], page: [], events: [], errors: [] };
  const unknown = { key: 'event unheard.of', label: 'unheard.of', presence: 'absent' as const, held: null };
  assert.throws(
    () => writePage({ ...nothing, events: [unknown] }),
    /neither served nor given a reason:\nevent unheard\.of/,
  );
  assert.throws(() => writePage(nothing), /reasons that nothing needs/);
});
