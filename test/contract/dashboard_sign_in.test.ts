// Signing in at the Dashboard: links that work once, browsers that can be signed out, and what other sites cannot do.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { authCall, type Dashboard, signIn } from '../dashboard.ts';
import { openTestWorld, type World } from '../world.ts';

let world: World;
let owner: Dashboard;

before(async () => {
  world = await openTestWorld();
  owner = await signIn(world.url, world.platform.dashboard_url);
});
after(() => world.close());

describe('the link that is printed at the start', () => {
  it('signs the owner in', async () => {
    const { member, merchants, mode } = await owner.call('GET /me');
    assert.deepEqual([member.email, member.role, mode], ['owner@example.com', 'owner', 'sandbox']);
    assert.equal(merchants.length, 1);
  });

  it('works once', async () => {
    const answer = await authCall(world.url, 'open', { token: new URL(world.platform.dashboard_url).hash.slice(1) });
    assert.equal(answer.status, 410);
    assert.equal(answer.headers.get('set-cookie'), null);
  });
});

it('lists accounts', async () => {
  const page = await owner.call('GET /accounts', { query: {} });
  assert.deepEqual(page, { data: [], next: null, previous: null });
  const { total } = await owner.call('GET /accounts/summary');
  assert.deepEqual(total, { value: 0, capped: false });
});
