// The file that names the clients of a bank that runs alone.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { clientsOfFile } from '#clients.ts';

const SHOP = {
  client_id: 'shop',
  client_secret: 'sandbox secret',
  redirect_uris: ['http://127.0.0.1:3000/{slug}/callback'],
};

function fileOf(t: TestContext, content: unknown): string {
  const folder = mkdtempSync(join(tmpdir(), 'bank-clients-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'clients.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
}

test('a client has an address per bank, and its keys where it has some', (t) => {
  const jwks_uri = 'http://127.0.0.1:3000/jwks.json';
  const [shop, other] = clientsOfFile(fileOf(t, [SHOP, { ...SHOP, client_id: 'other', jwks_uri }]));
  assert.deepEqual(shop!.redirect_uris('fdx-green'), ['http://127.0.0.1:3000/fdx-green/callback']);
  assert.deepEqual([shop!.jwks_uri, other!.jwks_uri?.()], [undefined, jwks_uri]);
});

test('a file that cannot be used says which client is wrong and what about it', (t) => {
  const wrong: [unknown, RegExp][] = [
    [{}, /has to hold a list/],
    [[], /has to hold a list/],
    [[SHOP, { ...SHOP, client_secret: '' }], /client 2: client_secret is missing/],
    [[{ ...SHOP, redirect_uris: ['callback'] }], /client 1: redirect_uris/],
    [[{ ...SHOP, jwks_uri: 7 }], /jwks_uri/],
    [[null], /client 1: redirect_uris/],
    [[SHOP, SHOP], /twice/],
  ];
  for (const [content, message] of wrong) assert.throws(() => clientsOfFile(fileOf(t, content)), message);
});
