// The bank's certificates: made once, kept, and made anew one by one where they are missing, broken or near their end.
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { issue } from '#tls/issue.ts';
import { type Keyring, openKeyring } from '#tls/keyring.ts';

function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'keyring-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

const kept = (before: Keyring, after: Keyring) =>
  (['authority', 'server', 'client'] as const).filter((name) => before[name].certificate === after[name].certificate);

test('certificates are made once and found again; private keys are for their owner alone', async (t) => {
  const folder = folderFor(t);
  const first = await openKeyring(folder, 'relink');
  assert.deepEqual(kept(first, await openKeyring(folder, 'relink')), ['authority', 'server', 'client']);
  const authority = new X509Certificate(first.authority.certificate);
  for (const { certificate } of [first.server, first.client]) {
    assert.ok(new X509Certificate(certificate).checkIssued(authority));
  }
  assert.equal(new X509Certificate(first.client.certificate).subject, 'CN=relink');
  for (const name of ['ca', 'server', 'client']) {
    assert.equal(statSync(join(folder, 'tls', `${name}.key`)).mode & 0o777, 0o600, name);
  }
});

test('what is broken, missing, near its end or for somebody else is made anew, and nothing besides', async (t) => {
  const folder = folderFor(t);
  const path = (name: string) => join(folder, 'tls', name);
  let before = await openKeyring(folder, 'relink');
  const after = async (client: string) => {
    const now = await openKeyring(folder, client);
    const same = kept(before, now);
    before = now;
    return same;
  };
  writeFileSync(path('server.key'), 'cut off');
  assert.deepEqual(await after('relink'), ['authority', 'client']);
  rmSync(path('client.pem'));
  assert.deepEqual(await after('relink'), ['authority', 'server']);
  assert.deepEqual(await after('another'), ['authority', 'server']);
  const old = await issue({ name: 'another', days: 29, kind: 'client' }, before.authority);
  writeFileSync(path('client.pem'), old.certificate);
  writeFileSync(path('client.key'), old.key);
  assert.deepEqual(await after('another'), ['authority', 'server']);
  rmSync(path('ca.key'));
  assert.deepEqual(await after('another'), []);
});
