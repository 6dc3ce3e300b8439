// The rest of the Dashboard's calls: customers, events, settings and logo, policy, health, the sandbox's tools.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Settings } from '../../server/src/wire/dashboard_workspace.ts';
import { type Dashboard, joinTeam, signIn } from '../dashboard.ts';
import { link, until } from '../story.ts';
import { openTestWorld, type World } from '../world.ts';

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

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

describe('settings', () => {
  it('are changed one by one, and unset', async () => {
    const before = await viewer.call('GET /settings');
    const changed = await owner.call('POST /settings', {
      body: { name: 'Corner Shop', accent: '#0f6b5c', support_email: 'Help@Example.com', default_locale: 'de' },
    });
    assert.deepEqual(changed, {
      ...before,
      ...{ name: 'Corner Shop', accent: '#0f6b5c', support_email: 'help@example.com', default_locale: 'de' },
    });
    const unset = await owner.call('POST /settings', {
      body: { accent: null, support_email: '' } as Partial<Settings>,
    });
    assert.deepEqual([unset.accent, unset.support_email, unset.name], [null, null, 'Corner Shop']);
    assert.equal((await viewer.call('GET /me')).merchant.name, 'Corner Shop');
  });

  it('take origins without a path, each once', async () => {
    const origins = ['https://shop.example', 'http://localhost:3000', 'https://shop.example'];
    const { allowed_origins } = await owner.call('POST /settings', { body: { allowed_origins: origins } });
    assert.deepEqual(allowed_origins, ['https://shop.example', 'http://localhost:3000']);
  });

  it('name what cannot be, and change nothing then', async () => {
    for (const [body, param] of [
      [{ name: '' }, 'name'],
      [{ name: 'two\nlines' }, 'name'],
      [{ accent: 'green' }, 'accent'],
      [{ support_email: 'help' }, 'support_email'],
      [{ support_url: 'javascript:alert(1)' }, 'support_url'],
      [{ reply_to: 'a@b@c' }, 'reply_to'],
      [{ default_locale: 'xx' }, 'default_locale'],
      [{ allowed_origins: ['https://shop.example/path'] }, 'allowed_origins[0]'],
      [{ allowed_origins: 'https://shop.example' }, 'allowed_origins'],
      [{ name: 'Other', accent: '#12' }, 'accent'],
      [{ logo_url: 'https://evil.example/x.png' }, 'logo_url'],
    ] as const) {
      const refusal = await owner.refused('POST /settings', { body });
      assert.deepEqual([refusal.status, refusal.param], [400, param]);
    }
    assert.equal((await viewer.call('GET /settings')).name, 'Corner Shop');
  });

  it('show the mail in every language before they are saved', async () => {
    const settings = { ...(await owner.call('GET /settings')), name: 'Unsaved', accent: '#aa0000' };
    const subjects = new Set();
    for (const language of ['en', 'de', 'fr', 'es', 'it', 'nl']) {
      const preview = await viewer.call('POST /settings/mail_preview', { body: { language, settings } });
      assert.equal(preview.language, language);
      assert.match(preview.html, /Unsaved/);
      subjects.add(preview.subject);
    }
    assert.equal(subjects.size, 6);
    assert.equal((await owner.call('GET /settings')).name, 'Corner Shop');
    const { accounts } = await link(world, { institution: 'Tokenized Account Numbers' });
    const about = await viewer.call('POST /settings/mail_preview', {
      body: { language: 'en', account: accounts[0]!.id },
    });
    assert.match(about.text, new RegExp(String(accounts[0]!.last4)));
    const unknown = { language: 'en', account: 'fca_x' };
    assert.equal((await viewer.refused('POST /settings/mail_preview', { body: unknown })).status, 404);
    assert.equal((await viewer.refused('POST /settings/mail_preview', { body: { language: 'xx' } })).param, 'language');
  });
});

describe('a logo', () => {
  const upload = (picture: Buffer, media_type = 'image/png') => ({
    body: { media_type, data: picture.toString('base64') },
  });

  it('is served by us under a name of its own, and seen in mails', async () => {
    const { logo_url } = await owner.call('POST /settings/logo', upload(PNG));
    assert.match(String(logo_url), /^\/logos\/[0-9a-f]{40}$/);
    const answer = await fetch(world.url + logo_url);
    assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'image/png']);
    assert.deepEqual(Buffer.from(await answer.arrayBuffer()), PNG);
    const preview = await viewer.call('POST /settings/mail_preview', { body: { language: 'en' } });
    assert.ok(preview.html.includes(String(logo_url)));
    const other = await owner.call('POST /settings/logo', upload(Buffer.concat([PNG, Buffer.from([1])])));
    assert.notEqual(other.logo_url, logo_url);
    assert.equal((await owner.call('DELETE /settings/logo')).logo_url, null);
    assert.equal((await fetch(world.url + other.logo_url)).status, 404);
  });

  it('is a picture of at most 200 kB that is what it says', async () => {
    for (const [given, param] of [
      [upload(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml'), 'data'],
      [upload(PNG, 'image/jpeg'), 'media_type'],
      [upload(Buffer.concat([PNG, Buffer.alloc(204_800)])), 'data'],
      [{ body: { media_type: 'image/png', data: 'not base64!' } }, 'data'],
      [{ body: { media_type: 'image/png' } }, 'data'],
    ] as const) {
      const refusal = await owner.refused('POST /settings/logo', given);
      assert.deepEqual([refusal.status, refusal.param], [400, param]);
    }
    const largest = Buffer.concat([PNG, Buffer.alloc(204_800 - PNG.length)]);
    assert.ok((await owner.call('POST /settings/logo', upload(largest))).logo_url);
  });
});

describe('a relink policy', () => {
  it('is off until an owner turns it on, and can be tried by everybody', async () => {
    const policy = await viewer.call('GET /policy');
    assert.equal(policy.enabled, false);
    const tried = await viewer.call('POST /policy/dry_run', { body: { ...policy, enabled: true } });
    assert.ok(tried.upcoming.length > 0 && tried.now.selected > 0);
    const saved = await owner.call('POST /policy', {
      body: { ...policy, days_before: [1, 30], time_zone: 'Europe/Berlin' },
    });
    assert.deepEqual([saved.days_before, saved.time_zone], [[30, 1], 'Europe/Berlin']);
    assert.deepEqual(await viewer.call('GET /policy'), saved);
  });

  it('names what cannot be', async () => {
    const policy = await owner.call('GET /policy');
    for (const [change, param] of [
      [{ quiet_from: 24 }, 'quiet_from'],
      [{ quiet_until: 1.5 }, 'quiet_until'],
      [{ time_zone: 'Mars/Olympus' }, 'time_zone'],
      [{ days_before: [2] }, 'days_before'],
      [{ days_before: [7, 7] }, 'days_before'],
      [{ daily_cap: 0 }, 'daily_cap'],
      [{ enabled: 'yes' }, 'enabled'],
    ] as const) {
      for (const name of ['POST /policy', 'POST /policy/dry_run'] as const) {
        const refusal = await owner.refused(name, { body: { ...policy, ...change } });
        assert.deepEqual([refusal.status, refusal.param], [400, param], name);
      }
    }
    assert.equal((await owner.refused('POST /policy', { body: {} })).param, 'enabled');
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
