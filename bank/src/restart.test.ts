// A bank that is closed and opened again knows everyone and everything.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { openBank } from '#bank.ts';
import { CLIENT, CONTROL_TOKEN, recipientOf } from '#testing/recipient.ts';
import { freePort } from '../../test/ports.ts';

function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'bank-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

const open = (data_folder: string, port = 0) =>
  openBank({
    data_folder,
    port,
    host: '127.0.0.1',
    control_token: CONTROL_TOKEN,
    clients: [{ ...CLIENT, redirect_uris: (slug) => [`http://127.0.0.1:9/banks/${slug}/callback`] }],
  });

test('links, tokens, keys and a customer half-way through survive a restart', async (t) => {
  const folder = folderFor(t);
  const first = await open(folder, await freePort());
  const before = recipientOf(first.url);
  const tokens = await before.link('bank-oauth');
  const jane = await before.control('GET', 'bank-oauth/people/jane');
  const keys = await (await fetch(`${first.url}/bank-oauth/jwks`)).text();
  const { redirect, verifier } = await before.walk('bank-oauth');
  await first.close();
  // A closed bank answers nobody; and from here on no connection of before is used again.
  await assert.rejects(fetch(`${first.url}/healthz`));

  const second = await open(folder, Number(new URL(first.url).port));
  t.after(() => second.close());
  const after = recipientOf(second.url);
  assert.equal((await after.get('bank-oauth', 'accounts', tokens.access_token)).status, 200);
  assert.equal((await after.refresh('bank-oauth', tokens)).status, 200);
  assert.equal(await (await fetch(`${second.url}/bank-oauth/jwks`)).text(), keys);
  assert.equal((await after.exchange('bank-oauth', redirect.searchParams.get('code')!, verifier)).status, 200);
  const again = await after.control('GET', 'bank-oauth/people/jane');
  assert.deepEqual(
    [again.body.subject, again.body.accounts[0].account_id],
    [jane.body.subject, jane.body.accounts[0].account_id],
  );
});

test('no token can be read out of the file', async (t) => {
  const folder = folderFor(t);
  const bank = await open(folder);
  const recipient = recipientOf(bank.url);
  const tokens = await recipient.link('bank-oauth');
  const form = await recipient.post('bank-non-oauth/form/sign-ins', { username: 'jane', password: 'letmein-please' });
  await bank.close();
  const database = new DatabaseSync(join(folder, 'bank.sqlite'), { readOnly: true });
  const dump = JSON.stringify([
    database.prepare('SELECT * FROM oauth_records').all(),
    database.prepare('SELECT * FROM form_keys').all(),
    database.prepare('SELECT * FROM form_sessions').all(),
    database.prepare('SELECT * FROM form_sign_ins').all(),
    database.prepare('SELECT * FROM people').all(),
  ]);
  database.close();
  const { access_token, refresh_token } = form.body;
  for (const secret of [tokens.access_token, tokens.refresh_token, access_token, refresh_token, 'letmein-please']) {
    assert.equal(dump.includes(secret), false);
  }
});

test('what a file of before sessions existed kept for an app opens sessions now', async (t) => {
  const folder = folderFor(t);
  const bank = await open(folder);
  const path = 'bank-non-oauth/form';
  const form = await recipientOf(bank.url).post(`${path}/sign-ins`, { username: 'jane', password: 'any' });
  await bank.close();
  const database = new DatabaseSync(join(folder, 'bank.sqlite'));
  database.exec(`CREATE TABLE form_tokens (token_hash TEXT PRIMARY KEY, consent_id TEXT NOT NULL) STRICT;
    INSERT INTO form_tokens SELECT token_hash, consent_id FROM form_keys;
    DELETE FROM form_keys`);
  database.close();
  const again = await open(folder);
  t.after(() => again.close());
  const recipient = recipientOf(again.url);
  const opened = await recipient.post(`${path}/sessions`, { refresh_token: form.body.refresh_token });
  assert.equal((await recipient.get('bank-non-oauth', 'accounts', opened.body.access_token)).status, 200);
});

test('a file of another version is refused by name', async (t) => {
  const folder = folderFor(t);
  const database = new DatabaseSync(join(folder, 'bank.sqlite'));
  database.exec('CREATE TABLE people (name TEXT)');
  database.close();
  await assert.rejects(open(folder), /bank\.sqlite was written by another version/);
});

test('a port in use is told to whoever opens the bank', async (t) => {
  const folder = folderFor(t);
  const bank = await open(folder);
  t.after(() => bank.close());
  await assert.rejects(open(folderFor(t), Number(new URL(bank.url).port)), /EADDRINUSE/);
});
