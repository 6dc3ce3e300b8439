// Signing in at the Dashboard: links that work once, browsers that can be signed out, and what other sites cannot do.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { authCall, type Dashboard, dashboardWith, joinTeam, mailedLink, signIn } from '../dashboard.ts';
import { openTestWorld, type World } from '../world.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const OWNER = 'owner@example.com';

let world: World;
let owner: Dashboard;
let ahead = 0;
const clock = { now: () => new Date(Date.now() + ahead) };

before(async () => {
  world = await openTestWorld({
    clock,
  });
  owner = await signIn(world.url, world.platform.dashboard_url);
});
after(() => world.close());

const tokenIn = (link: string) => new URL(link).hash.slice(1);
const open = (token: string) => authCall(world.url, 'open', { token });

describe('the link that is printed at the start', () => {
  it('signs the owner in', async () => {
    const { member, mode } = await owner.call('GET /me');
    assert.deepEqual([member.email, member.role, mode], [OWNER, 'owner', 'sandbox']);
  });

  it('works once, and tells so without signing anybody in', async () => {
    const answer = await open(tokenIn(world.platform.dashboard_url));
    assert.equal(answer.status, 410);
    assert.equal(answer.headers.get('set-cookie'), null);
  });

  it('holds its secret where no server sees it', () => {
    const { pathname, search, hash } = new URL(world.platform.dashboard_url);
    assert.deepEqual([pathname, search], ['/dashboard/start', '']);
    assert.match(hash, /^#[0-9A-Za-z]{43}$/);
  });

  it('goes on by itself only where nobody is signed in and no other site led there', async () => {
    const page = async (headers: Record<string, string>, path = '/dashboard/start') =>
      (await fetch(`${world.url}${path}`, { headers })).text();
    const typed = { 'sec-fetch-site': 'none' };
    assert.match(await page(typed), /data-start="1" data-now="1"/);
    const others: Record<string, string>[] = [
      {},
      { 'sec-fetch-site': 'cross-site' },
      { ...typed, cookie: owner.cookie },
    ];
    for (const headers of others) {
      const waiting = await page(headers);
      assert.match(waiting, /<button type="button"/);
      assert.doesNotMatch(waiting, /data-now="1"/);
    }
    assert.doesNotMatch(await page(typed, '/dashboard/auth/open'), /data-(?:start|now)="1"/);
  });

  it('is not what a link by mail is good for', async () => {
    await authCall(world.url, 'link', { email: OWNER });
    const token = tokenIn(String(await mailedLink(world, OWNER)));
    assert.equal((await authCall(world.url, 'open', { token, start: true })).status, 410);
    assert.equal((await open(token)).status, 200);
  });

  it('is another one at every start', async () => {
    const former = world.platform.dashboard_url;
    await world.restart();
    assert.notEqual(world.platform.dashboard_url, former);
    await owner.call('GET /me');
    await signIn(world.url, world.platform.dashboard_url);
  });
});

describe('a link by mail', () => {
  it('signs a member in, by a button and not by looking at it', async () => {
    const asked = await authCall(world.url, 'link', { email: 'Owner@Example.com' });
    assert.deepEqual([asked.status, await asked.json()], [200, { sent: true }]);
    const link = await mailedLink(world, OWNER);
    assert.ok(link);
    const page = await fetch(link);
    assert.match(await page.text(), /<button type="button"/);
    assert.equal(page.headers.get('set-cookie'), null);
    assert.match(String(page.headers.get('content-security-policy')), /default-src 'none'/);
    assert.equal((await (await signIn(world.url, link)).call('GET /me')).member.email, OWNER);
    assert.equal((await open(tokenIn(link))).status, 410);
  });

  it('is good for fifteen minutes', async () => {
    await authCall(world.url, 'link', { email: OWNER });
    const link = String(await mailedLink(world, OWNER));
    ahead += 15 * MINUTE_MS + 1;
    assert.equal((await open(tokenIn(link))).status, 410);
  });

  it('goes to nobody who is no member, with the same answer', async () => {
    const asked = await authCall(world.url, 'link', { email: 'stranger@example.com' });
    assert.deepEqual([asked.status, await asked.json()], [200, { sent: true }]);
    assert.equal(await mailedLink(world, 'stranger@example.com'), null);
  });

  it('is written at most five times in fifteen minutes', async () => {
    ahead += 15 * MINUTE_MS + 1;
    for (let count = 0; count < 7; count += 1) {
      assert.equal((await authCall(world.url, 'link', { email: OWNER })).status, 200);
    }
    await world.settle();
    const { data } = await owner.call('GET /sandbox/mails', { query: { to: OWNER, limit: '20' } });
    const young = data.filter((mail) => mail.created * 1000 > clock.now().getTime() - MINUTE_MS);
    assert.equal(young.length, 5);
  });

  it('needs an address, and nothing else', async () => {
    for (const body of [{}, { email: '' }, { email: 'nobody' }, { email: 7 }, { email: OWNER, more: 1 }]) {
      const answer = await authCall(world.url, 'link', body);
      const { error } = (await answer.json()) as { error: { param: string } };
      assert.equal(answer.status, 400);
      assert.equal(error.param, 'more' in body ? 'more' : 'email');
    }
    assert.equal((await open('')).status, 400);
    assert.equal((await open('x'.repeat(101))).status, 400);
  });
});

describe('an invitation', () => {
  it('makes a member of whoever follows it, in the role he was invited in', async () => {
    const viewer = await joinTeam(world, owner, 'Viewer@Example.com', 'viewer');
    const { member } = await viewer.call('GET /me');
    assert.deepEqual([member.email, member.role], ['viewer@example.com', 'viewer']);
    const team = await owner.call('GET /members');
    assert.deepEqual(
      team.map(({ email, state }) => [email, state]),
      [
        [OWNER, 'confirmed'],
        ['viewer@example.com', 'confirmed'],
      ],
    );
  });

  it('is accepted as well by a sign-in link to the same address', async () => {
    await owner.call('POST /members', { body: { email: 'late@example.com', role: 'operator' } });
    ahead += 8 * DAY_MS;
    const over = String(await mailedLink(world, 'late@example.com'));
    assert.equal((await open(tokenIn(over))).status, 410);
    await authCall(world.url, 'link', { email: 'late@example.com' });
    const late = await signIn(world.url, String(await mailedLink(world, 'late@example.com')));
    assert.equal((await late.call('GET /me')).member.role, 'operator');
  });

  it('is worth nothing once it was taken back', async () => {
    const invited = await owner.call('POST /members', { body: { email: 'not@example.com', role: 'viewer' } });
    const link = String(await mailedLink(world, 'not@example.com'));
    await owner.call('DELETE /members/:id', { path: { id: invited.id } });
    assert.equal((await open(tokenIn(link))).status, 410);
  });
});

describe('a signed-in browser', () => {
  it('is listed with the others of its person, and can be signed out from another one', async () => {
    await authCall(world.url, 'link', { email: OWNER });
    const other = await signIn(world.url, String(await mailedLink(world, OWNER)));
    const [newest, ...rest] = await other.call('GET /sign_ins');
    assert.equal(newest?.current, true);
    assert.ok(rest.length >= 1 && rest.every((row) => !row.current));
    await owner.call('DELETE /sign_ins/:id', { path: { id: String(newest?.id) } });
    assert.equal((await other.refused('GET /me')).status, 401);
  });

  it('cannot sign out browsers of other people', async () => {
    const viewer = await joinTeam(world, owner, 'alone@example.com', 'viewer');
    const [own] = await owner.call('GET /sign_ins');
    assert.equal((await viewer.refused('DELETE /sign_ins/:id', { path: { id: String(own?.id) } })).status, 404);
  });

  it('is signed out by its own button', async () => {
    await authCall(world.url, 'link', { email: OWNER });
    const other = await signIn(world.url, String(await mailedLink(world, OWNER)));
    const answer = await authCall(world.url, 'sign_out', {}, { cookie: other.cookie });
    assert.match(String(answer.headers.get('set-cookie')), /^relink_dashboard=; .*Max-Age=0/);
    assert.equal((await other.refused('GET /me')).status, 401);
  });

  it('stays signed in while it is used, and thirty days beyond that', async () => {
    ahead += 29 * DAY_MS;
    const answer = await owner.fetch('/dashboard/api/me');
    assert.match(String(answer.headers.get('set-cookie')), /Max-Age=2592000; HttpOnly; SameSite=Lax$/);
    ahead += 29 * DAY_MS;
    await owner.call('GET /me');
    ahead += 30 * DAY_MS + 1;
    assert.equal((await owner.refused('GET /me')).status, 401);
    await authCall(world.url, 'link', { email: OWNER });
    owner = await signIn(world.url, String(await mailedLink(world, OWNER)));
  });

  it('is nobody without its cookie', async () => {
    for (const cookie of ['', 'relink_dashboard=', 'relink_dashboard=abc', `x=${owner.cookie}`]) {
      assert.equal((await dashboardWith(world.url, cookie).refused('GET /accounts')).status, 401);
    }
  });
});

describe('a page of another site', () => {
  const send = (headers: Record<string, string>, method = 'POST') =>
    owner.fetch('/dashboard/api/settings', { method, headers, body: JSON.stringify({ name: 'Taken over' }) });

  it('cannot act with the cookie of a member', async () => {
    const json = { 'content-type': 'application/json' };
    assert.equal((await send({ ...json, origin: 'https://evil.example' })).status, 403);
    assert.equal((await send({ ...json, origin: 'null' })).status, 403);
    assert.equal((await send(json)).status, 403);
    assert.equal((await send({ 'content-type': 'text/plain', origin: world.url })).status, 415);
    assert.equal((await owner.call('GET /settings')).name, 'Sandbox Merchant');
    for (const name of ['link', 'open', 'sign_out'] as const) {
      assert.equal((await authCall(world.url, name, {}, { origin: 'https://evil.example' })).status, 403);
    }
  });

  it('reads nothing: answers name no other origin and are never kept', async () => {
    const answer = await owner.fetch('/dashboard/api/me', { headers: { origin: 'https://evil.example' } });
    assert.equal(answer.headers.get('access-control-allow-origin'), null);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
  });

  it('is not what our other name on this machine is', async () => {
    const answer = await fetch(`${world.url.replace('127.0.0.1', 'localhost')}/dashboard/api/me`, {
      headers: { cookie: owner.cookie },
    });
    assert.equal(answer.status, 200, 'both names of loopback are ours');
  });
});

describe('an unknown address below /dashboard', () => {
  it('is told apart from a page', async () => {
    assert.equal((await owner.fetch('/dashboard/api/nothing')).status, 404);
    assert.equal(
      (await owner.fetch('/dashboard/api/me', { method: 'PUT', headers: { origin: world.url } })).status,
      404,
    );
    assert.equal((await authCall(world.url, 'nothing' as never, {})).status, 404);
    assert.equal((await owner.fetch('/dashboard/auth/constructor', { method: 'POST', body: '{}' })).status, 404);
  });
});
