// Customers, events, health, the sandbox's tools and the built pages, as the Dashboard serves them.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Dashboard, joinTeam, signIn } from '../dashboard.ts';
import { link, until } from '../story.ts';
import { openTestWorld, type World } from '../world.ts';

let world: World;
let owner: Dashboard;
let viewer: Dashboard;

before(async () => {
  world = await openTestWorld();
  owner = await signIn(world.url, world.platform.dashboard_url);
  viewer = await joinTeam(world, owner, 'viewer@example.com', 'viewer');
});
after(() => world.close());

const newestEvent = async () => (await world.stripe.events.list({ limit: 1 })).data[0]!;

describe('a customer', () => {
  it('is made and read with what the API says of him', async () => {
    const made = await owner.call('POST /customers', { body: { name: 'Ann Ek', preferred_locales: ['de'] } });
    const { id } = made.customer;
    const raw = JSON.parse(JSON.stringify(await world.stripe.customers.retrieve(id)));
    assert.deepEqual(made.raw, raw);
    assert.deepEqual(
      [made.customer.email, made.customer.accounts, made.email_reachable, made.events.map(({ type }) => type)],
      [null, 0, false, ['customer.created']],
    );
  });

  it('gets an address with the event that the API would tell, once', async () => {
    const { id } = await world.stripe.customers.create({ name: 'Bea' });
    const path = { id };
    const changed = await owner.call('POST /customers/:id', { path, body: { email: 'Viewer@Example.com' } });
    assert.deepEqual([changed.customer.email, changed.email_reachable], ['Viewer@Example.com', true]);
    const event = await newestEvent();
    assert.deepEqual([event.type, event.data.previous_attributes], ['customer.updated', { email: null }]);
    await owner.call('POST /customers/:id', { path, body: { email: 'Viewer@Example.com' } });
    assert.equal((await newestEvent()).id, event.id);
    const elsewhere = await owner.call('POST /customers/:id', { path, body: { email: 'bea@example.org' } });
    assert.equal(elsewhere.email_reachable, false, 'the sandbox writes to confirmed members only');
    const without = await owner.call('POST /customers/:id', { path, body: { email: null } });
    assert.equal(without.customer.email, null);
  });

  it('names what cannot be', async () => {
    const { id } = await world.stripe.customers.create({ name: 'Cy' });
    for (const [body, param] of [
      [{ email: 'nobody' }, 'email'],
      [{ name: 'x'.repeat(257) }, 'name'],
      [{ name: 7 }, 'name'],
      [{ preferred_locales: 'de' }, 'preferred_locales'],
      [{ test_clock: 'clock_x' }, 'test_clock'],
      [{ balance: 5 }, 'balance'],
    ] as const) {
      const refusal = await owner.refused('POST /customers/:id', { path: { id }, body });
      assert.deepEqual([refusal.status, refusal.param], [400, param]);
    }
    assert.equal((await owner.refused('POST /customers', { body: { test_clock: 'clock_x' } })).param, 'test_clock');
    const nul = await owner.refused('POST /customers', { body: { name: 'a\0b' } });
    assert.deepEqual(
      [nul.status, (await owner.call('GET /customers/:id', { path: { id } })).customer.name],
      [400, 'Cy'],
    );
  });

  it('is found in pages, by name and address, until he is deleted', async () => {
    for (const name of ['Zoe A', 'Zoe B', 'Zoe C'])
      await world.stripe.customers.create({ name, email: 'zoe@example.com' });
    const first = await owner.call('GET /customers', { query: { search: 'zoe', limit: '2' } });
    assert.deepEqual(
      first.data.map(({ name }) => name),
      ['Zoe C', 'Zoe B'],
    );
    const next = await owner.call('GET /customers', { query: { search: 'zoe', limit: '2', after: first.next! } });
    assert.deepEqual([next.data.map(({ name }) => name), next.next], [['Zoe A'], null]);
    assert.equal((await owner.call('GET /customers', { query: { search: 'ZOE@example.com' } })).data.length, 3);
    const { id } = next.data[0]!;
    await world.stripe.customers.del(id);
    assert.equal((await owner.refused('GET /customers/:id', { path: { id } })).status, 404);
    assert.equal((await owner.call('GET /customers', { query: { search: 'zoe' } })).data.length, 2);
  });
});

describe('an event', () => {
  it('is told with its payload and every try to deliver it', async () => {
    const { received, id: endpoint } = await world.receive();
    const customer = await world.stripe.customers.create({ name: 'Told' });
    await until('the webhook arrived', async () => received.length > 0);
    await world.settle();
    const { data } = await viewer.call('GET /events', { query: { object: customer.id } });
    const [row] = data;
    assert.deepEqual([data.length, row?.type, row?.delivered, row?.failed], [1, 'customer.created', 1, 0]);
    const detail = await viewer.call('GET /events/:id', { path: { id: row!.id } });
    assert.deepEqual(detail.payload, JSON.parse(JSON.stringify(await world.stripe.events.retrieve(row!.id))));
    const [delivery] = detail.deliveries;
    assert.deepEqual(
      [delivery?.endpoint.id, delivery?.status, delivery?.next_attempt_at],
      [endpoint, 'delivered', null],
    );
    assert.deepEqual(
      delivery?.attempts.map(({ outcome, status_code }) => [outcome, status_code]),
      [['delivered', 200]],
    );
  });

  it('is found by its type or the beginning of it, and by what failed', async () => {
    const created = await viewer.call('GET /events', { query: { type: 'customer.created', limit: '200' } });
    const family = await viewer.call('GET /events', { query: { type: 'customer.*', limit: '200' } });
    assert.ok(created.data.length > 0 && family.data.length > created.data.length);
    assert.ok(created.data.every(({ type }) => type === 'customer.created'));
    assert.deepEqual((await viewer.call('GET /events', { query: { failed: 'true' } })).data, []);
    assert.equal((await viewer.refused('GET /events', { query: { type: 'A b' } })).param, 'type');
    assert.equal((await viewer.refused('GET /events/:id', { path: { id: 'evt_x' } })).status, 404);
  });
});

describe('the sandbox', () => {
  it('makes things happen at the bank, and health counts them', async () => {
    const { accounts, authorization } = await link(world);
    const path = { id: accounts[0]!.id };
    const { account } = await owner.call('POST /sandbox/accounts/:id/simulate', {
      path,
      body: { event: 'sharing_stopped' },
    });
    assert.deepEqual([account.status, account.cause], ['inactive', 'access_denied']);
    const whole = await owner.call('POST /sandbox/authorizations/:id/simulate', {
      path: { id: authorization },
      body: { event: 'consent_revoked' },
    });
    assert.deepEqual(whole, { id: authorization, status: 'inactive' });
    await link(world, { institution: 'Tokenized Account Numbers' });
    const health = await viewer.call('GET /health', { query: { days: '7' } });
    assert.equal(health.deactivations_by_day.length, 7);
    assert.equal(health.deactivations_by_day.at(-1)?.count, accounts.length);
    const [group] = health.deactivations;
    assert.deepEqual(
      [group?.cause, group?.institution.name, group?.count],
      ['access_denied', 'Bank (OAuth)', accounts.length],
    );
    assert.equal(health.expiring.length, 13);
    assert.ok(health.expiring.some(({ numbers }) => numbers > 0));
    assert.equal((await viewer.refused('GET /health', { query: { days: '31' } })).param, 'days');
  });

  it('refuses what no bank can do', async () => {
    const { accounts } = await link(world);
    const path = { id: accounts[0]!.id };
    const simulate = (body: object) => owner.refused('POST /sandbox/accounts/:id/simulate', { path, body });
    assert.equal((await simulate({ event: 'stolen' })).param, 'event');
    assert.equal((await simulate({})).param, 'event');
    assert.equal((await simulate({ event: 'account_number_expired' })).status, 400);
    const nobody = { path: { id: 'fca_x' }, body: { event: 'closed' } };
    assert.equal((await owner.refused('POST /sandbox/accounts/:id/simulate', nobody)).status, 404);
  });

  it('moves test clocks', async () => {
    const clock = await owner.call('POST /sandbox/test_clocks', {
      body: { name: 'Spring', frozen_time: 1_767_225_600 },
    });
    await world.stripe.customers.create({ test_clock: clock.id });
    const path = { id: clock.id };
    const moved = await owner.call('POST /sandbox/test_clocks/:id/advance', {
      path,
      body: { frozen_time: 1_767_312_000 },
    });
    assert.equal(moved.status, 'advancing');
    await world.settle();
    const [listed] = await viewer.call('GET /sandbox/test_clocks');
    assert.deepEqual(listed, { ...clock, frozen_time: 1_767_312_000, customers: 1 });
    const back = { path, body: { frozen_time: 1_767_225_600 } };
    assert.equal((await owner.refused('POST /sandbox/test_clocks/:id/advance', back)).param, 'frozen_time');
    for (const frozen_time of ['soon', 1.5, -1]) {
      assert.equal((await owner.refused('POST /sandbox/test_clocks', { body: { frozen_time } })).param, 'frozen_time');
    }
  });

  it('lists the mails that were written, by address', async () => {
    const { data } = await viewer.call('GET /sandbox/mails', { query: { to: 'Viewer@example.com' } });
    assert.deepEqual(
      data.map(({ type, to, state }) => [type, to, state]),
      [['member_invitation', 'viewer@example.com', 'sent']],
    );
    assert.doesNotMatch(JSON.stringify(data), /#/, 'no link');
  });
});

describe('the pages', () => {
  it('are served at every address below /dashboard, by a policy that allows no other site', async () => {
    for (const path of ['/dashboard', '/dashboard/accounts?needs_relink=true', '/dashboard/customers/cus_1']) {
      const answer = await fetch(world.url + path);
      assert.equal(answer.status, 200);
      const policy = String(answer.headers.get('content-security-policy'));
      assert.match(policy, /default-src 'none'; script-src 'self';/);
      assert.match(policy, /frame-ancestors 'none'/);
      assert.doesNotMatch(policy, /https?:/);
    }
    const html = await (await fetch(`${world.url}/dashboard`)).text();
    const [script] = /\/dashboard\/assets\/[^"]+\.js/.exec(html) ?? [];
    const asset = await fetch(world.url + script);
    assert.equal(asset.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    assert.equal((await fetch(`${world.url}/dashboard/assets/none.js`)).status, 404);
  });
});
