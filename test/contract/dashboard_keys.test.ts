// API keys as operators work with them: made, read again, rolled with an overlap, revoked, and restricted to what they are given.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { endpoints } from '../../server/src/inbound/v1/routes.ts';
import { KEY_RESOURCES, type KeyLevel, type KeyResource } from '../../server/src/wire/dashboard_workspace.ts';
import { type Dashboard, signIn } from '../dashboard.ts';
import { until } from '../story.ts';
import { openTestWorld, type World } from '../world.ts';
import { isClosed, resourceOf } from './key_resources.ts';
import { refusal } from './refusals.ts';

const HOUR_MS = 3_600_000;

let world: World;
let owner: Dashboard;
let merchant: string;
let ahead_ms = 0;
const lines: string[] = [];

before(async () => {
  world = await openTestWorld({
    env: { LOG_LEVEL: 'debug' },
    clock: { now: () => new Date(Date.now() + ahead_ms) },
    log_to: { write: (line: string) => void lines.push(line) },
  });
  owner = await signIn(world.url, world.platform.dashboard_url);
  merchant = (await owner.call('GET /me')).merchant.id;
});
after(() => world.close());

const secretKey = (name: string) => owner.call('POST /api_keys', { body: { kind: 'secret', name } });
const restrictedKey = (permissions: Partial<Record<KeyResource, KeyLevel>>) =>
  owner.call('POST /api_keys', { body: { kind: 'restricted', name: 'Restricted', permissions } });
const use = (key: string) => world.client({ key }).customers.list({ limit: 1 });
const masked = (key: string) => `${key.slice(0, 8)}${'*'.repeat(44)}${key.slice(-4)}`;

async function rowOf(id: string) {
  return (await owner.call('GET /api_keys')).find((row) => row.id === id);
}

describe('the keys of a merchant', () => {
  it('are the two of the start, by their last characters only', async () => {
    const rows = await owner.call('GET /api_keys');
    const { secret, publishable } = world.keys;
    assert.deepEqual(
      rows.map(({ kind, name, hint, permissions, expires_at }) => [kind, name, hint, permissions, expires_at]).sort(),
      [
        ['publishable', null, `pk_test_…${publishable.slice(-4)}`, null, null],
        ['secret', null, `sk_test_…${secret.slice(-4)}`, null, null],
      ],
    );
    assert.equal(JSON.stringify(rows).includes(secret.slice(8)), false);
  });

  it('are as many secret ones as it makes, each with a name', async () => {
    const [first, second] = [await secretKey('Shop'), await secretKey('Billing')];
    assert.match(first.key, /^sk_test_[0-9A-Za-z]{48}$/);
    const { key: _key, ...row } = first;
    assert.deepEqual(await rowOf(first.id), row);
    for (const { key } of [first, second]) assert.equal((await use(key)).object, 'list');
    assert.equal((await use(world.keys.secret)).object, 'list');
  });

  it('can be publishable ones, which pages use and servers cannot', async () => {
    const { key } = await owner.call('POST /api_keys', { body: { kind: 'publishable', name: 'App' } });
    assert.match(key, /^pk_test_/);
    assert.equal((await refusal(use(key))).code, 'secret_key_required');
  });

  it('can be read again, and the log says who looked, but never the key', async () => {
    const { id, key } = await secretKey('Read again');
    assert.deepEqual(await owner.call('POST /api_keys/:id/reveal', { path: { id } }), { key });
    const route = '/dashboard/api/api_keys/:id/reveal';
    const [line] = lines.map((text) => JSON.parse(text)).filter((each) => each.route === route);
    assert.deepEqual([line.level, line.status, line.api_key], [30, 200, id]);
    assert.match(line.member, /^mbr_/);
    assert.equal(lines.join('').includes(key), false);
  });

  it('tell when they were used, to the minute', async () => {
    const { id, key } = await secretKey('Used');
    const used = async () => (await rowOf(id))?.last_used_at ?? null;
    assert.equal(await used(), null);
    await use(key);
    const first = await until('the use was noted', used);
    assert.ok(Math.abs(first - (Date.now() + ahead_ms) / 1000) < 60);
    ahead_ms += 59_000;
    await use(key);
    ahead_ms += 2_000;
    await use(key);
    const second = await until('the next use was noted', async () => {
      const at = await used();
      return at !== first && at;
    });
    assert.ok(second - first >= 60);
  });
});

describe('a key that is rolled', () => {
  it('works beside its successor while they overlap, then says that it has expired', async () => {
    const { id, key } = await secretKey('Rolled');
    const next = await owner.call('POST /api_keys/:id/roll', { path: { id }, body: { overlap_hours: 1 } });
    assert.deepEqual([next.name, next.kind, next.expires_at], ['Rolled', 'secret', null]);
    assert.ok(Number((await rowOf(id))?.expires_at) > 0);
    await Promise.all([use(key), use(next.key)]);
    const again = await owner.refused('POST /api_keys/:id/roll', { path: { id }, body: { overlap_hours: 1 } });
    assert.match(again.message, /rolled before/);
    ahead_ms += HOUR_MS;
    assert.deepEqual(await refusal(use(key)), {
      status: 401,
      type: 'invalid_request_error',
      code: 'api_key_expired',
      message: `Expired API Key provided: ${masked(key)}`,
    });
    await use(next.key);
    assert.equal(await rowOf(id), undefined);
    assert.equal((await owner.refused('POST /api_keys/:id/reveal', { path: { id } })).status, 404);
  });

  it('without an overlap ends within five seconds', async () => {
    const { id, key } = await secretKey('Leaked');
    await use(key);
    const next = await owner.call('POST /api_keys/:id/roll', { path: { id }, body: { overlap_hours: 0 } });
    ahead_ms += 5_000;
    assert.equal((await refusal(use(key))).code, 'api_key_expired');
    await use(next.key);
  });

  it('passes its permissions on', async () => {
    const { id } = await restrictedKey({ customers: 'read' });
    const next = await owner.call('POST /api_keys/:id/roll', { path: { id }, body: { overlap_hours: 24 } });
    assert.match(next.key, /^rk_test_/);
    assert.deepEqual(next.permissions, { customers: 'read' });
    await use(next.key);
    const create = world.client({ key: next.key }).customers.create({});
    assert.equal((await refusal(create)).status, 403);
  });

  for (const overlap_hours of [-1, 169, 0.5, '1', undefined]) {
    it(`is not: with an overlap of ${JSON.stringify(overlap_hours)}`, async () => {
      const { id, key } = await secretKey('Kept');
      const wrong = await owner.refused('POST /api_keys/:id/roll', { path: { id }, body: { overlap_hours } });
      assert.deepEqual([wrong.status, wrong.param], [400, 'overlap_hours']);
      assert.equal((await rowOf(id))?.expires_at, null);
      await use(key);
    });
  }
});

describe('a key that is revoked', () => {
  it('stops within five seconds', async () => {
    const { id, key } = await secretKey('Revoked');
    await use(key);
    assert.deepEqual(await owner.call('POST /api_keys/:id/revoke', { path: { id } }), { revoked: true });
    ahead_ms += 5_000;
    const expected = { status: 401, type: 'invalid_request_error' };
    assert.deepEqual(await refusal(use(key)), { ...expected, message: `Invalid API Key provided: ${masked(key)}` });
    assert.equal(await rowOf(id), undefined);
    for (const name of ['reveal', 'revoke'] as const) {
      assert.equal((await owner.refused(`POST /api_keys/:id/${name}`, { path: { id } })).status, 404);
    }
  });
});

describe('a hundred keys', () => {
  it('are the most there are, also by rolling; each is listed, and a leaked one can still be replaced at once', async () => {
    const rows = await owner.call('GET /api_keys');
    const made = [];
    for (let count = rows.length; count < 100; count += 1) made.push(await secretKey('One of many'));
    const { id } = made[0]!;
    const roll = (overlap_hours: number) => ({ path: { id }, body: { overlap_hours } });
    const one_more = await owner.refused('POST /api_keys', { body: { kind: 'secret', name: 'Too many' } });
    assert.match(one_more.message, /maximum of 100 API keys/);
    assert.deepEqual(await owner.refused('POST /api_keys/:id/roll', roll(1)), one_more);
    const next = await owner.call('POST /api_keys/:id/roll', roll(0));
    const listed = await owner.call('GET /api_keys');
    assert.deepEqual([listed.length, listed.some((row) => row.id === next.id)], [100, true]);
    for (const row of listed.filter(({ name }) => name === 'One of many')) {
      await owner.call('POST /api_keys/:id/revoke', { path: { id: row.id } });
    }
  });
});

describe('a key is refused', () => {
  const cases: [string, object, string][] = [
    ['of a kind that does not exist', { kind: 'master' }, 'kind'],
    ['without a name', { name: undefined }, 'name'],
    ['with an empty name', { name: '' }, 'name'],
    ['with a name of 101 characters', { name: 'x'.repeat(101) }, 'name'],
    ['that is restricted to nothing told', { kind: 'restricted' }, 'permissions'],
    ['that is restricted to nothing', { kind: 'restricted', permissions: {} }, 'permissions'],
    [
      'restricted to what there is not',
      { kind: 'restricted', permissions: { invoices: 'read' } },
      'permissions[invoices]',
    ],
    [
      'restricted to a level there is not',
      { kind: 'restricted', permissions: { events: 'all' } },
      'permissions[events]',
    ],
    ['that is secret and has permissions', { permissions: { events: 'read' } }, 'permissions'],
  ];
  for (const [how, wrong, param] of cases) {
    it(how, async () => {
      const before = await owner.call('GET /api_keys');
      const body = { kind: 'secret', name: 'Wrong', ...wrong };
      const { status, param: named } = await owner.refused('POST /api_keys', { body });
      assert.deepEqual([status, named], [400, param]);
      assert.deepEqual(await owner.call('GET /api_keys'), before);
    });
  }
});

describe('a restricted key', () => {
  /** What an endpoint answers to the key, with ids that do not exist and no parameters. */
  async function ask(key: string, { method, path }: { method: string; path: string }) {
    const url = `${world.url}${path.replaceAll(/:\w+/g, 'none')}`;
    const answer = await fetch(url, { method, headers: { authorization: `Bearer ${key}` } });
    const { error } = (await answer.json()) as { error?: { message: string; type: string } };
    return { status: answer.status, error };
  }

  for (const resource of KEY_RESOURCES) {
    it(`reads and writes ${resource} only as it was given`, async () => {
      const others = Object.fromEntries(KEY_RESOURCES.map((each) => [each, 'write' as const]));
      delete others[resource];
      const without = await restrictedKey(others);
      const reading = await restrictedKey({ [resource]: 'read' });
      const writing = await restrictedKey({ [resource]: 'write' });
      const mine = endpoints.filter(({ path }) => resourceOf(path) === resource);
      assert.ok(mine.length > 0);
      for (const endpoint of mine) {
        const level = endpoint.method === 'GET' ? 'read' : 'write';
        assert.deepEqual(await ask(without.key, endpoint), {
          status: 403,
          error: {
            message:
              `The provided key '${without.hint}' does not have the required permissions for this endpoint on account ` +
              `'${merchant}'. Having the '${resource}_${level}' permission would allow this request to continue.`,
            type: 'invalid_request_error',
          },
        });
        assert.equal(isClosed(await ask(reading.key, endpoint)), level === 'write', endpoint.path);
        assert.equal(isClosed(await ask(writing.key, endpoint)), false, endpoint.path);
      }
    });
  }

  it('finds a resource behind every endpoint', () => {
    for (const { needs, path } of endpoints) assert.equal(needs?.resource ?? null, resourceOf(path), path);
  });

  it('is refused before anything else is looked at', async () => {
    const { key } = await restrictedKey({ events: 'read' });
    const answer = await fetch(`${world.url}/v1/customers`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'stripe-version': 'nonsense', 'content-type': 'text/plain' },
      body: '%%%',
    });
    assert.equal(answer.status, 403);
  });

  it('sees of other objects only what it may read', async () => {
    const clock = await world.stripe.testHelpers.testClocks.create({ frozen_time: 1_800_000_000 });
    const expand = ['test_clock'];
    const blind = world.client({ key: (await restrictedKey({ customers: 'write' })).key });
    const made = { email: 'expanded@example.com', test_clock: clock.id };
    const refused = await refusal(blind.customers.create({ ...made, expand }));
    assert.equal(refused.status, 403);
    assert.match(refused.message, /'test_helpers_read'/);
    assert.deepEqual((await world.stripe.customers.list({ email: made.email })).data, []);
    const seeing = world.client({ key: (await restrictedKey({ customers: 'write', test_helpers: 'read' })).key });
    const customer = await seeing.customers.create({ ...made, expand });
    assert.equal((customer.test_clock as { id: string }).id, clock.id);
    assert.equal((await blind.customers.retrieve(customer.id)).id, customer.id);
    const once = { idempotencyKey: 'once' };
    await seeing.customers.create({ ...made, expand }, once);
    assert.equal((await refusal(blind.customers.create({ ...made, expand }, once))).type, 'idempotency_error');
  });
});

describe('the keys of the start', () => {
  it('are printed as they are after they were rolled', async () => {
    const before = world.keys.secret;
    const rows = await owner.call('GET /api_keys');
    const { id } = rows.find(({ kind, name }) => kind === 'secret' && name === null)!;
    const { key } = await owner.call('POST /api_keys/:id/roll', { path: { id }, body: { overlap_hours: 1 } });
    await world.restart();
    assert.equal(world.platform.keys.secret, key);
    await Promise.all([use(before), use(key)]);
    ahead_ms += HOUR_MS;
    assert.equal((await refusal(use(before))).code, 'api_key_expired');
    await world.restart();
    assert.equal(world.platform.keys.secret, key);
  });
});
