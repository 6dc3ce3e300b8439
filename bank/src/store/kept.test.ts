// What the bank's file keeps while the bank is closed, and what it makes of an older one.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { institutionOf } from '#data/institutions.ts';
import { accountsOf } from '#store/accounts.ts';
import { conditionsOf } from '#store/conditions.ts';
import { openStore } from '#store/database.ts';
import { announce, dueNotifications, subscribe } from '#store/notifications.ts';
import { personOf } from '#store/people.ts';

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'bank-kept-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('a notification that was not delivered is still due after a restart', (t) => {
  const folder = folderOf(t);
  const store = openStore(folder);
  const [slug, client_id, callback_url] = ['fapi-mtls', 'relink', 'http://127.0.0.1:9/'];
  const type = 'CONSENT_REVOKED';
  subscribe(store, { slug, client_id, type, category: 'CONSENT', callback_url, effective_at_real: Date.now() });
  announce(store, { slug, client_id: 'another', consent_id: 'one' }, { type, initiator: 'INDIVIDUAL' });
  announce(store, { slug, client_id, consent_id: 'two' }, { type, initiator: 'INDIVIDUAL' });
  announce(store, { slug, client_id, consent_id: 'two' }, { type: 'CONSENT_UPDATED', initiator: 'INDIVIDUAL' });
  store.close();
  const reopened = openStore(folder);
  t.after(() => reopened.close());
  const due = dueNotifications(reopened, 10);
  assert.deepEqual(
    due.map(({ body, attempts }) => [JSON.parse(body).notificationPayload.id, attempts]),
    [['two', 0]],
  );
});

test('an account that an older file calls frozen is frozen', (t) => {
  const folder = folderOf(t);
  const store = openStore(folder);
  const { person_id } = personOf(store, institutionOf('test-oauth')!, 'jane');
  const [account] = accountsOf(store, person_id);
  store.run('CREATE TABLE frozen_accounts (account_id TEXT PRIMARY KEY REFERENCES accounts) STRICT');
  store.run('INSERT INTO frozen_accounts (account_id) VALUES (?)', account!.account_id);
  store.close();
  const reopened = openStore(folder);
  t.after(() => reopened.close());
  assert.deepEqual([...conditionsOf(reopened, account!.account_id)], ['frozen']);
});
