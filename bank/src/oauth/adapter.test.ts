// The storage beneath oidc-provider: five verbs, an index on grants, a bounded purge.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Adapter } from 'oidc-provider';
import { institutionOf } from '#data/institutions.ts';
import { adapterFor } from '#oauth/adapter.ts';
import { openStore, type Store } from '#store/database.ts';

const NOW = Date.parse('2030-06-01T12:00:00Z');
const adapter = (store: Store, slug: string, model: string) =>
  (adapterFor(store, institutionOf(slug)!, []) as (name: string) => Adapter)(model);
const count = (store: Store): number =>
  store.get<{ count: number }>('SELECT count(*) AS count FROM oauth_records')!.count;

test('a record is found under its id, at its bank, by its model, and knows when it was consumed', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: NOW });
  const store = openStore(null);
  const tokens = adapter(store, 'bank-oauth', 'RefreshToken');
  await tokens.upsert('secret', { jti: 'secret', accountId: 'jane', grantId: 'g' }, 60);
  await tokens.consume('secret');
  assert.deepEqual(await tokens.find('secret'), {
    jti: 'secret',
    accountId: 'jane',
    grantId: 'g',
    consumed: NOW / 1000,
  });
  assert.equal(await adapter(store, 'test-oauth', 'RefreshToken').find('secret'), undefined);
  assert.equal(await adapter(store, 'bank-oauth', 'AccessToken').find('secret'), undefined);
  await tokens.destroy('secret');
  assert.equal(await tokens.find('secret'), undefined);
});

test('revoking by grant takes this model’s tokens of that grant, by index', async () => {
  const store = openStore(null);
  const tokens = adapter(store, 'bank-oauth', 'AccessToken');
  await tokens.upsert('a', { grantId: 'g1' }, 60);
  await tokens.upsert('b', { grantId: 'g1' }, 60);
  await tokens.upsert('c', { grantId: 'g2' }, 60);
  await tokens.revokeByGrantId('g1');
  assert.deepEqual([await tokens.find('a'), await tokens.find('b')], [undefined, undefined]);
  assert.ok(await tokens.find('c'));
  const plan = store.all<{ detail: string }>('EXPLAIN QUERY PLAN DELETE FROM oauth_records WHERE grant_id = ?', 'g1');
  assert.match(plan.map((row) => row.detail).join(), /oauth_records_grant/);
});

test('a session is found by its uid', async () => {
  const store = openStore(null);
  const sessions = adapter(store, 'bank-oauth', 'Session');
  await sessions.upsert('id', { jti: 'id', uid: 'u' }, 60);
  assert.equal(((await sessions.findByUid('u')) as { jti: string }).jti, 'id');
});

test('each write removes expired rows, twenty at most', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: NOW });
  const store = openStore(null);
  const codes = adapter(store, 'bank-oauth', 'AuthorizationCode');
  for (let index = 0; index < 30; index += 1) await codes.upsert(`code ${index}`, {}, 60);
  t.mock.timers.tick(60_001);
  await codes.upsert('fresh', {}, 60);
  assert.equal(count(store), 11);
  await codes.upsert('fresher', {}, 60);
  assert.equal(count(store), 2);
});

test('at a bank with a grace a token that was used counts as used a minute later, from its first use on', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: NOW });
  const store = openStore(null);
  const tokens = adapter(store, 'fapi-mtls', 'RefreshToken');
  await tokens.upsert('secret', {}, 3_600);
  const isConsumed = async () => 'consumed' in ((await tokens.find('secret')) as object);
  await tokens.consume('secret');
  t.mock.timers.tick(59_999);
  await tokens.consume('secret');
  assert.equal(await isConsumed(), false);
  t.mock.timers.tick(1);
  assert.equal(await isConsumed(), true);
});
