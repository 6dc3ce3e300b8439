// Time passes for a customer: consents end when their banks said, warned of 30 days before, each event once and at its day.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  advanceTo,
  complete,
  DAY_ZERO,
  everything,
  idsOf,
  link,
  mark,
  newClock,
  relinkSession,
  toldByDay,
} from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';

let world: World;
before(async () => {
  world = await joinTestWorld();
});
after(() => world.close());

type Told = [number, string, string];

async function linkOnClock(institution: string) {
  const since = await mark(world);
  const test_clock = await newClock(world);
  const linked = await link(world, { institution, test_clock });
  return { ...linked, since, test_clock };
}

/** One event of a type for each account, on a day. */
function each(day: number, type: string, accounts: { id: string }[]): Told[] {
  return idsOf(accounts).map((id) => [day, `account.${type}`, id]);
}

/** The same for every account and then their authorization. */
function all(day: number, type: string, linked: { accounts: { id: string }[]; authorization: string }): Told[] {
  return [...each(day, type, linked.accounts), [day, `authorization.${type}`, linked.authorization]];
}

function unix(day: number): number {
  return DAY_ZERO + day * 86_400;
}

const EVENTUALLY = 'Eventually Requires Reauthentication';
const IMMEDIATELY = 'Immediately Requires Reauthentication';
const INACTIVE = 'Inactive Accounts';

test('a consent of 30 days is told of and warned of at once', async () => {
  const linked = await linkOnClock(EVENTUALLY);
  assert.deepEqual(await toldByDay(world, linked.since), [
    ...each(0, 'created', linked.accounts),
    ...all(0, 'expected_deactivation_date_updated', linked),
    [0, 'session.updated', linked.session.id],
    ...all(0, 'upcoming_deactivation', linked),
  ]);
  const { authorization, accounts } = await everything(world, linked);
  const ahead = { action: 'relink_required', expected_deactivation_date: unix(30) };
  assert.equal(authorization.status, 'active');
  assert.deepEqual(authorization.status_details, { active: ahead });
  assert.deepEqual(
    accounts.map((account) => [account.status, account.status_details]),
    accounts.map(() => ['active', { active: { ...ahead, cause: 'access_expired' } }]),
  );
});

test('29 days later nothing has happened yet; on the 30th day every account is inactive', async () => {
  const linked = await linkOnClock(EVENTUALLY);
  const before = await everything(world, linked);
  const early = await mark(world);
  await advanceTo(world, linked.test_clock, 29);
  assert.deepEqual(await toldByDay(world, early), []);
  assert.deepEqual(await everything(world, linked), before);

  await advanceTo(world, linked.test_clock, 30);
  assert.deepEqual(await toldByDay(world, early), each(30, 'deactivated', linked.accounts));
  const { authorization, accounts } = await everything(world, linked);
  assert.equal(authorization.status, 'inactive');
  assert.deepEqual(authorization.status_details, { inactive: { action: 'relink_required' } });
  for (const { status_details } of accounts) {
    assert.deepEqual(status_details, { inactive: { action: 'relink_required', cause: 'access_expired' } });
  }
});

test('an advance of 400 days tells the same once, on the day it happened, and a relink starts the next 30 days', async () => {
  const linked = await linkOnClock(EVENTUALLY);
  const since = await mark(world);
  await advanceTo(world, linked.test_clock, 400);
  assert.deepEqual(await toldByDay(world, since), each(30, 'deactivated', linked.accounts));

  const late = await mark(world);
  const session = await relinkSession(world, linked);
  const done = await complete(world, session.id);
  assert.deepEqual(idsOf(done.accounts.data), idsOf(linked.accounts));
  await advanceTo(world, linked.test_clock, 429);
  await advanceTo(world, linked.test_clock, 430);
  assert.deepEqual(await toldByDay(world, late), [
    ...each(400, 'reactivated', linked.accounts),
    ...all(400, 'expected_deactivation_date_updated', linked),
    [400, 'session.updated', session.id],
    ...all(400, 'upcoming_deactivation', linked),
    ...each(430, 'deactivated', linked.accounts),
  ]);
});

test('a relink before the end moves the end, and the old end passes without a word', async () => {
  const linked = await linkOnClock(EVENTUALLY);
  await advanceTo(world, linked.test_clock, 10);
  const since = await mark(world);
  const session = await relinkSession(world, linked, { account: linked.accounts[0]!.id });
  await complete(world, session.id);
  await advanceTo(world, linked.test_clock, 39);
  assert.deepEqual(await toldByDay(world, since), [
    ...all(10, 'expected_deactivation_date_updated', linked),
    [10, 'session.updated', session.id],
    ...all(10, 'upcoming_deactivation', linked),
  ]);
  await advanceTo(world, linked.test_clock, 40);
  assert.deepEqual((await toldByDay(world, since)).slice(7), each(40, 'deactivated', linked.accounts));
});

test('a bank that ends its first consent at once does so on the same day, and the relinked one ends a day later', async () => {
  const linked = await linkOnClock(IMMEDIATELY);
  assert.deepEqual(await toldByDay(world, linked.since), [
    ...each(0, 'created', linked.accounts),
    [0, 'session.updated', linked.session.id],
    ...each(0, 'deactivated', linked.accounts),
  ]);
  await advanceTo(world, linked.test_clock, 29);
  const since = await mark(world);
  const session = await relinkSession(world, linked);
  await complete(world, session.id);
  assert.deepEqual(await toldByDay(world, since), [
    ...each(29, 'reactivated', linked.accounts),
    ...all(29, 'expected_deactivation_date_updated', linked),
    [29, 'session.updated', session.id],
    ...all(29, 'upcoming_deactivation', linked),
  ]);
  const { authorization } = await everything(world, linked);
  assert.deepEqual(authorization.status_details, {
    active: { action: 'relink_required', expected_deactivation_date: unix(30) },
  });
  const end = await mark(world);
  await advanceTo(world, linked.test_clock, 400);
  assert.deepEqual(await toldByDay(world, end), each(30, 'deactivated', linked.accounts));
});

test('a link to the inactive bank breaks on its first day, and the relinked one holds for 400 days', async () => {
  const linked = await linkOnClock(INACTIVE);
  assert.deepEqual(await toldByDay(world, linked.since), [
    ...each(0, 'created', linked.accounts),
    [0, 'session.updated', linked.session.id],
    ...each(0, 'deactivated', linked.accounts),
  ]);
  const { accounts } = await everything(world, linked);
  assert.deepEqual(accounts[0]!.status_details, { inactive: { action: 'relink_required', cause: 'access_expired' } });
  const since = await mark(world);
  const session = await relinkSession(world, linked, { account: linked.accounts[0]!.id });
  const done = await complete(world, session.id);
  assert.equal(done.relink_result?.account, linked.accounts[0]!.id);
  for (const day of [29, 30, 400]) await advanceTo(world, linked.test_clock, day);
  assert.deepEqual(await toldByDay(world, since), [
    ...each(0, 'reactivated', linked.accounts),
    [0, 'session.updated', session.id],
  ]);
});

test('at a bank whose consents have no end nothing happens in 400 days', async () => {
  const linked = await linkOnClock('Bank (OAuth)');
  const { accounts, authorization } = await everything(world, linked);
  const since = await mark(world);
  for (const day of [29, 30, 400]) await advanceTo(world, linked.test_clock, day);
  assert.deepEqual(await toldByDay(world, since), []);
  const now = await everything(world, linked);
  assert.deepEqual([now.accounts, now.authorization], [accounts, authorization]);
});

test('what the bank does unasked is noticed at the latest a day later', async () => {
  const linked = await linkOnClock('Bank (OAuth)');
  const person = await world.control('GET', `bank-oauth/people/${linked.customer}`);
  const [consent] = person.consents as { consent_id: string }[];
  await world.control('POST', `bank-oauth/consents/${consent!.consent_id}/simulate`, { event: 'revoked' });
  const since = await mark(world);
  await advanceTo(world, linked.test_clock, 1);
  assert.deepEqual(await toldByDay(world, since), each(1, 'deactivated', linked.accounts));
});
