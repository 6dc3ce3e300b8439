// Tokenized account numbers run out or are taken back: the account stays linked, and a relink brings it a new number.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  type Account,
  advanceTo,
  complete,
  DAY_ZERO,
  eventsAfter,
  everything,
  idsOf,
  link,
  mark,
  named,
  newClock,
  relinkSession,
  simulateOnAccount,
  told,
  toldByDay,
} from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';

let world: World;
before(async () => {
  world = await joinTestWorld();
});
after(() => world.close());

const EXPIRED = 'Expired Tokenized Account Number';
const EVENTUALLY = 'Eventually Expiring Tokenized Account Number';
const IMMEDIATELY = 'Immediately Expiring Tokenized Account Number';
const NEWEST = '2026-09-30.preview';

async function linkOnClock() {
  const since = await mark(world);
  const test_clock = await newClock(world);
  const linked = await link(world, { institution: 'Tokenized Account Numbers', test_clock });
  const id = (name: string) => named(linked.accounts, name).id;
  await world.settle();
  return {
    ...linked,
    since,
    test_clock,
    expired: id(EXPIRED),
    eventually: id(EVENTUALLY),
    immediately: id(IMMEDIATELY),
  };
}

/** Status of an account's one number in the newest version, and the day it ends. */
async function numberOf(account: string): Promise<[string, number]> {
  const { status, account_numbers } = await world
    .client({ apiVersion: NEWEST })
    .financialConnections.accounts.retrieve(account);
  assert.equal(status, 'active');
  assert.equal(account_numbers?.length, 1);
  const [number] = account_numbers;
  assert.equal(number!.identifier_type, 'tokenized_account_number');
  return [number!.status, (number!.expected_expiry_date! - DAY_ZERO) / 86_400];
}

test('the three accounts: one number is dead, one ends in 30 days and is warned of, one ends at once', async () => {
  const linked = await linkOnClock();
  const { expired, eventually, immediately } = linked;
  assert.deepEqual(await numberOf(expired), ['expired', -1]);
  assert.deepEqual(await numberOf(eventually), ['transactable', 30]);
  assert.deepEqual(await numberOf(immediately), ['expired', 0]);
  assert.deepEqual(await toldByDay(world, linked.since), [
    ...idsOf(linked.accounts).map((id) => [0, 'account.created', id]),
    [0, 'session.updated', linked.session.id],
    [0, 'account.upcoming_account_number_expiry', immediately],
    [0, 'account.upcoming_account_number_expiry', eventually],
    [0, 'account.account_numbers_updated', immediately],
  ]);
});

test('a relink gives the dead number’s account a new one for a year, and its siblings keep theirs', async () => {
  const linked = await linkOnClock();
  await advanceTo(world, linked.test_clock, 1);
  const before = await everything(world, linked);
  const since = await mark(world);
  const session = await relinkSession(world, linked, { account: linked.expired });
  const done = await complete(world, session.id);
  assert.equal(done.relink_result?.account, linked.expired);
  assert.deepEqual(await numberOf(linked.expired), ['transactable', 366]);
  const now = await everything(world, linked);
  assert.deepEqual(now.accounts.slice(1), before.accounts.slice(1));
  assert.deepEqual(now.authorization, before.authorization);
  assert.deepEqual(await toldByDay(world, since), [
    [1, 'account.account_numbers_updated', linked.expired],
    [1, 'session.updated', session.id],
  ]);

  const later = await mark(world);
  await advanceTo(world, linked.test_clock, 400);
  assert.deepEqual(await toldByDay(world, later), [
    [30, 'account.account_numbers_updated', linked.eventually],
    [336, 'account.upcoming_account_number_expiry', linked.expired],
    [366, 'account.account_numbers_updated', linked.expired],
  ]);
});

test('a relink before the end gives a new number with a new end, warned of anew', async () => {
  const linked = await linkOnClock();
  await advanceTo(world, linked.test_clock, 20);
  const before = await everything(world, linked);
  const since = await mark(world);
  const session = await relinkSession(world, linked, { account: linked.eventually });
  await complete(world, session.id);
  await advanceTo(world, linked.test_clock, 50);
  assert.deepEqual(await numberOf(linked.eventually), ['expired', 50]);
  assert.deepEqual(await toldByDay(world, since), [
    [20, 'account.account_numbers_updated', linked.eventually],
    [20, 'session.updated', session.id],
    [20, 'account.upcoming_account_number_expiry', linked.eventually],
    [50, 'account.account_numbers_updated', linked.eventually],
  ]);
  const now = await everything(world, linked);
  assert.deepEqual([now.accounts[0], now.accounts[2]], [before.accounts[0], before.accounts[2]]);
});

test('a number that ends at once ends at once again after its relink', async () => {
  const linked = await linkOnClock();
  await advanceTo(world, linked.test_clock, 1);
  const since = await mark(world);
  const session = await relinkSession(world, linked, { account: linked.immediately });
  await complete(world, session.id);
  assert.deepEqual(await toldByDay(world, since), [
    [1, 'account.account_numbers_updated', linked.immediately],
    [1, 'session.updated', session.id],
    [1, 'account.upcoming_account_number_expiry', linked.immediately],
    [1, 'account.account_numbers_updated', linked.immediately],
  ]);
  const updates = (await eventsAfter(world, since)).filter(({ type }) => type.endsWith('.account_numbers_updated'));
  assert.deepEqual(
    updates.map(({ data }) => (data.object as unknown as Account).account_numbers?.[0]?.status as string),
    ['transactable', 'expired'],
  );
  assert.deepEqual(await numberOf(linked.immediately), ['expired', 1]);
});

test('a relink of the authorization gives every account a new number', async () => {
  const linked = await linkOnClock();
  await advanceTo(world, linked.test_clock, 1);
  const done = await complete(world, (await relinkSession(world, linked)).id);
  assert.deepEqual(idsOf(done.accounts.data), idsOf(linked.accounts));
  assert.deepEqual(await numberOf(linked.expired), ['transactable', 366]);
  assert.deepEqual(await numberOf(linked.eventually), ['transactable', 31]);
});

test('a relink that is cancelled leaves the numbers as they were', async () => {
  const linked = await linkOnClock();
  const before = await everything(world, linked);
  const since = await mark(world);
  const session = await relinkSession(world, linked, { account: linked.expired });
  await complete(world, session.id, { outcome: 'cancel' });
  assert.deepEqual(await everything(world, linked), before);
  assert.deepEqual(await told(world, since), [['session.updated', session.id]]);
});

for (const [event, status] of [
  ['account_number_expired', 'expired'],
  ['account_number_revoked', 'deactivated'],
] as const) {
  test(`${event} leaves the account active with a number that is ${status}, and a relink brings a new one`, async () => {
    const linked = await linkOnClock();
    const before = await everything(world, linked);
    const since = await mark(world);
    await simulateOnAccount(world, linked.eventually, event);
    assert.equal((await numberOf(linked.eventually))[0], status);
    const now = await everything(world, linked);
    assert.deepEqual([now.accounts[0], now.accounts[2]], [before.accounts[0], before.accounts[2]]);
    assert.deepEqual(now.authorization, before.authorization);
    await simulateOnAccount(world, linked.eventually, event);
    assert.deepEqual(await told(world, since), [['account.account_numbers_updated', linked.eventually]]);
    await advanceTo(world, linked.test_clock, 1);
    await complete(world, (await relinkSession(world, linked, { account: linked.eventually })).id);
    assert.deepEqual(await numberOf(linked.eventually), ['transactable', 31]);
  });

  test(`${event} is shown as each version knows it`, async () => {
    const linked = await linkOnClock();
    await simulateOnAccount(world, linked.eventually, event);
    const seen = async (apiVersion: string) => {
      const account = await world.client({ apiVersion }).financialConnections.accounts.retrieve(linked.eventually);
      return account.account_numbers?.[0]?.status;
    };
    assert.equal(await seen('2026-09-30.preview'), status);
    assert.equal(await seen('2026-09-30.endive'), status);
    assert.equal(await seen('2026-08-26.preview'), 'deactivated');
    assert.equal(await seen('2026-08-26.dahlia'), 'deactivated');
  });
}

test('webhooks tell of an expired number as the version of their endpoint knows it', async () => {
  const linked = await linkOnClock();
  const enabled_events = ['financial_connections.account.account_numbers_updated'];
  const old = await world.receive({ enabled_events, api_version: '2026-08-26.preview' });
  const current = await world.receive({ enabled_events, api_version: NEWEST });
  await simulateOnAccount(world, linked.eventually, 'account_number_expired');
  await world.settle();
  const statuses = ({ received }: typeof old) =>
    received.map(({ event }) => (event.data.object as unknown as Account).account_numbers?.[0]?.status);
  assert.deepEqual(statuses(old), ['deactivated']);
  assert.deepEqual(statuses(current), ['expired']);
});

test('an account with a real number has none that expires or is revoked', async () => {
  const linked = await link(world, { accounts: ['Everyday Checking'] });
  const before = await everything(world, linked);
  const refusal = { statusCode: 400, type: 'StripeInvalidRequestError', param: 'event' };
  const { id } = linked.accounts[0]!;
  await assert.rejects(simulateOnAccount(world, id, 'account_number_expired'), refusal);
  await assert.rejects(simulateOnAccount(world, id, 'account_number_revoked'), refusal);
  assert.deepEqual(await everything(world, linked), before);
});
