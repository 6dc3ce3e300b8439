// Types that stand in two places say the same: the flow's on both sides of its API, and what the browser SDK promises.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { FinancialConnectionsSession } from '../../js/src/types.ts';
import type { BrowserSessionObject } from '../../server/src/wire/session.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Compiles only if whatever the server hands to the page is what the browser SDK promises to the merchant's page. */
const promised: (session: BrowserSessionObject) => Omit<FinancialConnectionsSession, 'accounts'> = (session) => session;

/** Code without comments and blanks. */
function bare(path: string): string {
  const text = readFileSync(join(ROOT, path), 'utf8');
  return text
    .replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

describe('types', () => {
  test('of the flow are the same for the server and for the page', () => {
    const page = 'web/hosted/flow_types.ts';
    if (!existsSync(join(ROOT, page))) return;
    const types = bare(page);
    const handedOn = /^export type \* from '\.\.\/\.\.\/server\/src\/wire\/flow\.ts';$/.test(types);
    if (!handedOn) assert.equal(types, bare('server/src/wire/flow.ts'));
  });

  test('of a finished session hold what the browser SDK promises', () => {
    assert.equal(typeof promised, 'function');
  });
});
