// Credentials that die unused, answers that get lost, and ends that no bank announces: links live as long as they can, and it is told when they cannot.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  advanceTo,
  complete,
  consentsAtBank,
  DAY_ZERO,
  everything,
  idsOf,
  link,
  mark,
  newClock,
  relinkSession,
  toldByDay,
} from '../story.ts';
import { openTestWorld, type World } from '../world.ts';

const MINUTE_MS = 60_000;

/** How far the platform's clock is ahead, so that access tokens are over without waiting for it. */
let ahead_ms = 0;
let world: World;
before(async () => {
  world = await openTestWorld({ clock: { now: () => new Date(Date.now() + ahead_ms) } });
});
after(() => world.close());

async function linkOnClock(institution: string) {
  const test_clock = await newClock(world);
  const since = await mark(world);
  return { ...(await link(world, { institution, test_clock })), since, test_clock };
}

function unix(day: number): number {
  return DAY_ZERO + day * 86_400;
}

async function loseAnswer(slug: string): Promise<void> {
  await world.control('PUT', `${slug}/faults`, { lose_answer: true, at: 'token', times: 1 });
}

test('nobody asks for data, and after 40 days a link lives whose token dies after 30 unused ones', async () => {
  const linked = await linkOnClock('Thirty-Day Tokens');
  const healthy = await everything(world, linked);
  const since = await mark(world);
  await advanceTo(world, linked.test_clock, 40);
  // No access token is left over that would hide a dead one.
  ahead_ms += 20 * MINUTE_MS;
  await advanceTo(world, linked.test_clock, 41);
  assert.deepEqual(await toldByDay(world, since), []);
  assert.deepEqual(await everything(world, linked), healthy);
});

test('a bank with a grace takes the old token again when its answer was lost', async () => {
  const linked = await linkOnClock('FAPI 2.0 (mTLS)');
  const healthy = await everything(world, linked);
  const since = await mark(world);
  ahead_ms += 20 * MINUTE_MS;
  await loseAnswer('fapi-mtls');
  for (const day of [1, 2]) await advanceTo(world, linked.test_clock, day);
  assert.deepEqual(await toldByDay(world, since), []);
  assert.deepEqual(await everything(world, linked), healthy);
  assert.deepEqual(await consentsAtBank(world, 'fapi-mtls', linked.customer!), ['ACTIVE']);
});

test('a relink is kept alive as its first link was, and a link that is over is left alone', async () => {
  const linked = await linkOnClock('Thirty-Day Tokens');
  await advanceTo(world, linked.test_clock, 10);
  const done = await complete(world, (await relinkSession(world, linked)).id);
  assert.equal(done.status, 'succeeded');
  await advanceTo(world, linked.test_clock, 100);
  const { authorization } = await everything(world, linked);
  assert.equal(authorization.status, 'active');
  for (const id of idsOf(linked.accounts)) await world.stripe.financialConnections.accounts.disconnect(id);
  const since = await mark(world);
  await advanceTo(world, linked.test_clock, 200);
  assert.deepEqual(await toldByDay(world, since), []);
});

test('a bank that does not answer a renewal in time has perhaps replaced the token: the link dies once, without blame', async () => {
  const linked = await linkOnClock('Thirty-Day Tokens');
  await loseAnswer('thirty-day-tokens');
  const since = await mark(world);
  await advanceTo(world, linked.test_clock, 20);
  await world.control('PUT', 'thirty-day-tokens/faults', {});
  assert.deepEqual(
    await toldByDay(world, since),
    idsOf(linked.accounts).map((id) => [15, 'account.deactivated', id]),
  );
  const { accounts } = await everything(world, linked);
  for (const { status_details } of accounts)
    assert.deepEqual(status_details, { inactive: { action: 'relink_required', cause: 'unspecified' } });
});

test('a bank whose token endpoint is down when a token is to be renewed renews it when it is back', async () => {
  const linked = await linkOnClock('Thirty-Day Tokens');
  await world.control('PUT', 'thirty-day-tokens/faults', { status: 503, at: 'token', times: 1 });
  const since = await mark(world);
  await advanceTo(world, linked.test_clock, 40);
  assert.deepEqual(await toldByDay(world, since), []);
  assert.deepEqual(await consentsAtBank(world, 'thirty-day-tokens', linked.customer!), ['ACTIVE']);
});

test('an end that a bank does not announce is known by its row, warned of, and comes on its day', async () => {
  const linked = await linkOnClock('Twelve Months');
  const ahead = { action: 'relink_required', expected_deactivation_date: unix(365) };
  const told = (day: number, type: string) => [
    ...idsOf(linked.accounts).map((id) => [day, `account.${type}`, id]),
    [day, `authorization.${type}`, linked.authorization],
  ];
  const first = (await toldByDay(world, linked.since)).filter(([, type]) => type.includes('deactivation'));
  assert.deepEqual(first, told(0, 'expected_deactivation_date_updated'));
  assert.deepEqual((await everything(world, linked)).authorization.status_details, { active: ahead });
  const since = await mark(world);
  await advanceTo(world, linked.test_clock, 336);
  assert.deepEqual(await toldByDay(world, since), told(335, 'upcoming_deactivation'));
  const { authorization } = await everything(world, linked);
  assert.deepEqual([authorization.status, authorization.status_details], ['active', { active: ahead }]);
  const late = await mark(world);
  await advanceTo(world, linked.test_clock, 366);
  assert.deepEqual(
    await toldByDay(world, late),
    idsOf(linked.accounts).map((id) => [365, 'account.deactivated', id]),
  );
});

test('a consent of three months that nobody renews ends on the 90th day, warned of on the 60th', async () => {
  const linked = await linkOnClock('Three Months');
  const since = await mark(world);
  await advanceTo(world, linked.test_clock, 91);
  const days = (await toldByDay(world, since)).map(([day, type]) => `${day} ${type}`);
  assert.deepEqual(
    [...new Set(days)],
    ['60 account.upcoming_deactivation', '60 authorization.upcoming_deactivation', '90 account.deactivated'],
  );
  for (const { status_details } of (await everything(world, linked)).accounts)
    assert.deepEqual(status_details, { inactive: { action: 'relink_required', cause: 'access_expired' } });
});
