// Businesses that share an installation without a mail server: whoever reads the mailbox of one does not get into another.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ensureOwner } from '../../server/src/domain/merchants/member_rows.ts';
import { createSignInLink, signInUrl } from '../../server/src/domain/merchants/sign_in.ts';
import { systemClock } from '../../server/src/kernel/clock.ts';
import { systemRandom } from '../../server/src/vault.ts';
import { authCall, type Dashboard, dashboardWith, joinTeam, mailedLink, signIn } from '../dashboard.ts';
import { createPasskey } from '../passkey.ts';
import { addMerchant, type KeyPair } from '../strangers.ts';
import { openTestWorld, type World } from '../world.ts';

const MALLORY = 'mallory@example.org';
const OWNER = 'owner@example.com';

let world: World;
/** Of the first business, by the link of the terminal. */
let owner: Dashboard;
/** Of the second business. */
let mallory: Dashboard;
const theirs = { id: '', keys: {} as KeyPair };

before(async () => {
  world = await openTestWorld({
    prepare: async (trx, maker) => {
      const { merchant, keys } = await addMerchant(trx, maker, 'Second Shop');
      await ensureOwner(trx, merchant.id, MALLORY, maker);
      Object.assign(theirs, { id: merchant.id, keys });
    },
  });
  owner = await signIn(world.url, world.platform.dashboard_url);
  const link = { kind: 'start', email: MALLORY, merchant: theirs.id as never, bound: true } as const;
  const maker = { clock: systemClock, random: systemRandom };
  const token = await world.platform.database.transact((trx) => createSignInLink({ trx, ...maker }, link));
  mallory = await signIn(world.url, signInUrl(world.url, 'start', token));
});
after(() => world.close());

/** The sign-in link in the newest mail to an address, as a key of the second business reads it. */
const readByThem = (to: string, key = theirs.keys.secret) =>
  mailedLink({ url: world.url, stripe: world.client({ key }), settle: () => world.settle() }, to);

describe('an owner who invites the owner of another business and follows the link himself', () => {
  let stolen: Dashboard;

  before(async () => {
    await mallory.call('POST /members', { body: { email: OWNER, role: 'viewer' } });
    const link = await readByThem(OWNER);
    assert.ok(link);
    const page = await mallory.fetch('/mailbox');
    assert.match(await page.text(), /owner@example\.com/);
    stolen = await signIn(world.url, link);
  });

  it('is in his own business', async () => {
    const { member, merchants } = await stolen.call('GET /me');
    assert.deepEqual([member.email, member.role], [OWNER, 'viewer']);
    assert.deepEqual(
      merchants.map(({ id }) => id),
      [theirs.id],
    );
    const { merchant } = await owner.call('GET /me');
    assert.equal((await dashboardWith(world.url, stolen.cookie, merchant.id).refused('GET /me')).status, 403);
    const box = await stolen.fetch(`/mailbox?merchant=${merchant.id}`);
    assert.doesNotMatch(await box.text(), /Sandbox Merchant/);
  });

  it('neither sees nor ends the browsers of the other one', async () => {
    const own = (await owner.call('GET /sign_ins')).find((row) => row.current);
    assert.equal((await stolen.call('GET /sign_ins')).length, 1);
    assert.equal((await stolen.refused('DELETE /sign_ins/:id', { path: { id: String(own?.id) } })).status, 404);
  });

  it('adds passkeys for his own business only', async () => {
    const origin = world.url.replace('127.0.0.1', 'localhost');
    const passkey = createPasskey();
    const local = dashboardWith(origin, stolen.cookie);
    const { options } = await local.call('POST /passkeys/options');
    await local.call('POST /passkeys', { body: { response: passkey.create(options, origin) } });
    assert.deepEqual(await owner.call('GET /passkeys'), []);
    const asked = await authCall(origin, 'passkey/options', {});
    const { options: again } = (await asked.json()) as { options: Record<string, unknown> };
    const answer = await authCall(origin, 'passkey/sign_in', { response: passkey.get(again, origin) });
    const cookie = String(answer.headers.get('set-cookie')).split(';', 1)[0] ?? '';
    const { merchants } = await dashboardWith(origin, cookie).call('GET /me');
    assert.deepEqual(
      merchants.map(({ id }) => id),
      [theirs.id],
    );
  });

  it('gets by a sign-in link no further', async () => {
    await authCall(world.url, 'link', { email: OWNER });
    const link = String(await readByThem(OWNER));
    const { merchants } = await (await signIn(world.url, link)).call('GET /me');
    assert.deepEqual(
      merchants.map(({ id }) => id),
      [theirs.id],
    );
  });
});

describe('somebody who works for several businesses', () => {
  it('sees each with its own role, and one at a time', async () => {
    const { merchants } = await owner.call('GET /me');
    assert.deepEqual(merchants.map(({ name, role }) => [name, role]).sort(), [
      ['Sandbox Merchant', 'owner'],
      ['Second Shop', 'viewer'],
    ]);
    const there = dashboardWith(world.url, owner.cookie, theirs.id);
    assert.deepEqual((await there.call('GET /me')).member.role, 'viewer');
    assert.equal((await there.refused('POST /settings', { body: { name: 'Mine' } })).status, 403);
    const customer = await world.stripe.customers.create({ name: 'Of the first' });
    assert.deepEqual((await there.call('GET /customers')).data, []);
    assert.equal((await there.refused('GET /customers/:id', { path: { id: customer.id } })).status, 404);
  });

  it('cannot name a business that is not his', async () => {
    const viewer = await joinTeam(world, owner, 'only@example.com', 'viewer');
    for (const merchant of [theirs.id, 'acct_unknown', '']) {
      assert.equal((await dashboardWith(world.url, viewer.cookie, merchant).refused('GET /me')).status, 403);
    }
  });

  it('is out at once when he is removed', async () => {
    const leaver = await joinTeam(world, owner, 'leaver@example.com', 'operator');
    const { member } = await leaver.call('GET /me');
    await owner.call('DELETE /members/:id', { path: { id: member.id } });
    assert.equal((await leaver.refused('GET /me')).status, 401);
    await authCall(world.url, 'link', { email: 'leaver@example.com' });
    const link = String(await mailedLink(world, 'leaver@example.com'));
    assert.equal((await authCall(world.url, 'open', { token: new URL(link).hash.slice(1) })).status, 410);
  });

  it('sees them all by the link of the terminal, and each one by the link in its mailbox', async () => {
    assert.equal((await owner.call('GET /me')).merchants.length, 2);
    await authCall(world.url, 'link', { email: OWNER });
    const { merchants } = await (await signIn(world.url, String(await mailedLink(world, OWNER)))).call('GET /me');
    assert.deepEqual(
      merchants.map(({ name }) => name),
      ['Sandbox Merchant'],
    );
  });

  it('accepts no invitation by the link of another business', async () => {
    const email = 'invited@example.net';
    await owner.call('POST /members', { body: { email, role: 'viewer' } });
    await mallory.call('POST /members', { body: { email, role: 'viewer' } });
    await signIn(world.url, String(await mailedLink(world, email)));
    const states = async (desk: Dashboard) =>
      (await desk.call('GET /members')).find((row) => row.email === email)?.state;
    assert.deepEqual([await states(owner), await states(mallory)], ['confirmed', 'invited']);
  });
});

describe('a restricted key', () => {
  it('reads no link that signs somebody in', async () => {
    const body = { kind: 'restricted', name: 'Reads mail', permissions: { test_helpers: 'read' } } as const;
    const { key } = await mallory.call('POST /api_keys', { body });
    await authCall(world.url, 'link', { email: MALLORY });
    assert.equal(await readByThem(MALLORY, key), null);
    const path = `/v1/test_helpers/mailbox?to=${MALLORY}&limit=1`;
    const { data } = (await world.client({ key }).rawRequest('GET', path)) as unknown as { data: object[] };
    assert.doesNotMatch(JSON.stringify(data), /auth\/open/);
    assert.match(JSON.stringify(data), /The link is shown by the e-mail itself only/);
    assert.ok(await readByThem(MALLORY));
  });
});
