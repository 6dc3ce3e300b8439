// Idempotency keys through the app: replay, mismatch, in use, and what is not remembered.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openTestApi, type TestApi } from '../../../../test/api.ts';
import { createPruner, keyName, pruneIdempotencyKeys } from './idempotency.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

interface Answer {
  id?: string;
  name?: string;
  error?: { type: string; code?: string; message: string };
}

function post(key: string, body: string, more: { path?: string; headers?: Record<string, string> } = {}) {
  const headers = { 'idempotency-key': key, ...more.headers };
  return api.call('POST', more.path ?? '/v1/customers', { body, headers }).then((answer) => ({
    ...answer,
    body: answer.body as Answer,
  }));
}

async function customers(name: string): Promise<number> {
  const rows = await api.database.kysely.selectFrom('customers').select('id').where('name', '=', name).execute();
  return rows.length;
}

describe('an idempotency key', () => {
  it('replays the first answer and says so', async () => {
    const first = await post('replay', 'name=replay&metadata[a]=1&metadata[b]=2');
    const again = await post('replay', 'metadata[b]=2&metadata[a]=1&name=replay');
    assert.deepEqual(again.body, first.body);
    assert.equal(first.headers.get('idempotent-replayed'), null);
    assert.equal(again.headers.get('idempotent-replayed'), 'true');
    assert.equal(again.headers.get('original-request'), first.headers.get('request-id'));
    assert.notEqual(again.headers.get('request-id'), first.headers.get('request-id'));
    assert.deepEqual(
      [first, again].map(({ headers }) => headers.get('idempotency-key')),
      ['replay', 'replay'],
    );
    assert.equal(await customers('replay'), 1);
  });

  it('cannot be used with other parameters, another path or another version', async () => {
    await post('mismatch', 'name=mismatch');
    const others = [
      post('mismatch', 'name=other'),
      post('mismatch', 'frozen_time=1800000000&name=mismatch', { path: '/v1/test_helpers/test_clocks' }),
      post('mismatch', 'name=mismatch', { headers: { 'stripe-version': '2026-09-30.endive' } }),
      post('mismatch', 'name=mismatch&expand[]=test_clock'),
    ];
    for (const { status, body } of await Promise.all(others.map((other) => other))) {
      // Side by side they may also meet each other; both answers change nothing.
      assert(status === 400 || status === 409);
      assert.equal(body.error?.type, 'idempotency_error');
    }
    const alone = await post('mismatch', 'name=other');
    assert.match(String(alone.body.error?.message), /^Keys for idempotent requests can only be used with the same/);
    assert.equal(await customers('other'), 0);
  });

  it('in use is 409 for the second of two requests at once', async () => {
    const answers = await Promise.all([post('twice', 'name=twice'), post('twice', 'name=twice')]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
    const busy = answers.find(({ status }) => status === 409);
    assert.deepEqual([busy?.body.error?.type, busy?.body.error?.code], ['idempotency_error', 'idempotency_key_in_use']);
    assert.equal(await customers('twice'), 1);
    assert.equal((await post('twice', 'name=twice')).headers.get('idempotent-replayed'), 'true');
  });

  it('remembers a failure of the endpoint', async () => {
    const first = await post('failure', 'test_clock=clock_none');
    assert.deepEqual([first.status, first.body.error?.code], [400, 'resource_missing']);
    const again = await post('failure', 'test_clock=clock_none');
    assert.deepEqual([again.status, again.headers.get('idempotent-replayed')], [400, 'true']);
    assert.equal((await post('failure', 'name=failure')).body.error?.type, 'idempotency_error');
  });

  it('forgets what was refused before the endpoint began', async () => {
    assert.equal((await post('early', 'foo=1')).status, 400);
    assert.equal(
      (await post('early', 'name=early', { headers: { authorization: 'Bearer sk_test_wrong' } })).status,
      401,
    );
    const later = await post('early', 'name=early');
    assert.deepEqual([later.status, later.headers.get('idempotent-replayed')], [200, null]);
  });

  it('belongs to one merchant and mode', () => {
    const name = (id: string, livemode: boolean) =>
      keyName({ caller: { merchant: { id }, livemode } as never, key: 'same' });
    assert.equal(new Set([name('acct_1', true), name('acct_1', false), name('acct_2', false)]).size, 3);
  });

  it('is ignored where it is not needed, and refused when it is too long', async () => {
    const headers = { 'idempotency-key': 'get' };
    const read = await api.call('GET', '/v1/customers', { headers });
    assert.equal(read.headers.get('idempotency-key'), null);
    assert.equal((await post('k'.repeat(256), 'name=x')).status, 400);
  });

  it('holds its answer sealed and for a day', async () => {
    const now = new Date('2027-01-01T00:00:00Z');
    try {
      api.clock.set(now);
      const first = await post('day', 'name=day');
      const row = await api.database.kysely
        .selectFrom('idempotency_keys')
        .selectAll()
        .where('key', '=', 'day')
        .executeTakeFirstOrThrow();
      assert.equal(Buffer.from(row.body!).includes(String(first.body.id)), false);
      api.clock.set(new Date(now.getTime() + 24 * 3_600_000 - 1));
      assert.equal((await post('day', 'name=day')).body.id, first.body.id);
      api.clock.set(new Date(now.getTime() + 24 * 3_600_000));
      const fresh = await post('day', 'name=day');
      assert.deepEqual([fresh.status, fresh.headers.get('idempotent-replayed')], [200, null]);
      assert.notEqual(fresh.body.id, first.body.id);
      assert.equal((await post('day', 'name=day')).body.id, fresh.body.id);
      api.clock.set(new Date(now.getTime() + 48 * 3_600_000));
      assert((await pruneIdempotencyKeys(api.database, api.clock.now())) > 0);
      const kept = api.database.kysely.selectFrom('idempotency_keys').select('key');
      assert.deepEqual(await kept.where('merchant', '=', api.merchant.id).execute(), []);
    } finally {
      api.clock.set(null);
    }
  });
});

describe('old keys', () => {
  it('are deleted in step with new ones', async () => {
    const row = {
      merchant: api.merchant.id,
      livemode: false,
      request_hash: new Uint8Array(32),
      request_id: 'req_old',
      status: 200,
      body: new Uint8Array(1),
      created: new Date('2020-01-01T00:00:00Z'),
    };
    const old = ['old1', 'old2'].map((key) => ({ ...row, key }));
    await api.database.kysely.insertInto('idempotency_keys').values(old).execute();
    const stored = createPruner(api.world);
    for (let count = 1; count < 500; count += 1) await stored();
    const left = () =>
      api.database.kysely.selectFrom('idempotency_keys').select('key').where('request_id', '=', 'req_old').execute();
    assert.equal((await left()).length, 2);
    await stored();
    assert.deepEqual(await left(), []);
  });
});
