// Credentials that die unused and answers that get lost: links live as long as they can, and it is told when they cannot.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { advanceTo, consentsAtBank, everything, idsOf, link, mark, newClock, toldByDay } from '../story.ts';
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

test('a token that its bank has lost is not said later to have run out: that is not why its link died', async () => {
  const linked = await linkOnClock('Thirty-Day Tokens');
  const since = await mark(world);
  await world.control('POST', `thirty-day-tokens/consents/${await consentOf(linked.customer!)}/simulate`, {
    event: 'tokens_lost',
  });
  for (const day of [1, 40, 41]) await advanceTo(world, linked.test_clock, day);
  assert.deepEqual(
    await toldByDay(world, since),
    idsOf(linked.accounts).map((id) => [1, 'account.deactivated', id]),
  );
});

async function consentOf(user: string): Promise<string> {
  const { consents } = await world.control('GET', `thirty-day-tokens/people/${user}`);
  return (consents as { consent_id: string }[])[0]!.consent_id;
}

test('a bank whose token endpoint is down when a token is to be renewed renews it when it is back', async () => {
  const linked = await linkOnClock('Thirty-Day Tokens');
  await world.control('PUT', 'thirty-day-tokens/faults', { status: 503, at: 'token', times: 1 });
  const since = await mark(world);
  await advanceTo(world, linked.test_clock, 40);
  assert.deepEqual(await toldByDay(world, since), []);
  assert.deepEqual(await consentsAtBank(world, 'thirty-day-tokens', linked.customer!), ['ACTIVE']);
});
