// The bank wants its customer to sign in again, at once or from a day that it announces: until he does, or until the bank relents.
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
  simulateOnAuthorization,
  told,
  toldByDay,
} from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';

let world: World;
before(async () => {
  world = await joinTestWorld();
});
after(() => world.close());

const NAMES = ['Everyday Checking', 'Rainy Day Savings'];
const REFUSAL = { statusCode: 400, type: 'StripeInvalidRequestError', param: 'event' };
const REQUIREMENT = { inactive: { action: 'relink_required', cause: 'institution_requirement' } };

test('a recovery is refused where nothing is to recover', async () => {
  const linked = await link(world, { accounts: NAMES });
  const healthy = await everything(world, linked);
  const since = await mark(world);
  await assert.rejects(simulateOnAuthorization(world, linked.authorization, 'recovered'), REFUSAL);
  assert.deepEqual(await everything(world, linked), healthy);
  assert.deepEqual(await told(world, since), []);
});

test('a recovery is refused after the consent was revoked', async () => {
  const linked = await link(world, { accounts: NAMES });
  await simulateOnAuthorization(world, linked.authorization, 'reauthentication_required');
  await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
  const broken = await everything(world, linked);
  assert.deepEqual(broken.accounts[0]!.status_details, {
    inactive: { action: 'relink_required', cause: 'access_denied' },
  });
  await assert.rejects(simulateOnAuthorization(world, linked.authorization, 'recovered'), REFUSAL);
  assert.deepEqual(await everything(world, linked), broken);
});

const DAY_S = 86_400;

/** A customer on a clock, and what his bank announces about the consents that he has by now: a day, or nothing any more. */
async function linkOnClock(institution: string, slug: string, accounts = NAMES) {
  const test_clock = await newClock(world);
  const linked = await link(world, { institution, accounts, test_clock });
  const since = await mark(world);
  return {
    ...linked,
    test_clock,
    since,
    announce: async (day: number | null) => {
      const from = day === null ? null : new Date((DAY_ZERO + day * DAY_S) * 1000).toISOString();
      await world.control('PUT', `${slug}/reauthentication`, { from, users: [linked.customer] });
    },
  };
}

function expected(day: number, cause: string) {
  return { active: { action: 'relink_required', cause, expected_deactivation_date: DAY_ZERO + day * DAY_S } };
}

/** What an account and its authorization say of themselves. */
async function fates({ accounts, authorization }: { accounts: { id: string }[]; authorization: string }) {
  const { accounts: list, authorizations } = world.stripe.financialConnections;
  const [account, link] = [await list.retrieve(accounts[0]!.id), await authorizations.retrieve(authorization)];
  return [account.status, account.status_details, link.status, link.status_details];
}

test('a bank that announces the day is believed until then: told, warned of, inactive on the day, and a relink brings the same accounts back', async () => {
  const linked = await linkOnClock('Bank (OAuth)', 'bank-oauth');
  const all = (day: number, type: string) => [
    ...idsOf(linked.accounts).map((id) => [day, `account.${type}`, id]),
    [day, `authorization.${type}`, linked.authorization],
  ];
  await linked.announce(60);
  await advanceTo(world, linked.test_clock, 1);
  const { expected_deactivation_date } = expected(60, '').active;
  assert.deepEqual(await fates(linked), [
    'active',
    expected(60, 'institution_requirement'),
    'active',
    { active: { action: 'relink_required', expected_deactivation_date } },
  ]);
  await advanceTo(world, linked.test_clock, 59.9);
  assert.deepEqual(await toldByDay(world, linked.since), [
    ...all(1, 'expected_deactivation_date_updated'),
    ...all(30, 'upcoming_deactivation'),
  ]);
  const late = await mark(world);
  await advanceTo(world, linked.test_clock, 61);
  assert.deepEqual(
    await toldByDay(world, late),
    idsOf(linked.accounts).map((id) => [60, 'account.deactivated', id]),
  );
  const { inactive } = REQUIREMENT;
  assert.deepEqual(await fates(linked), [
    'inactive',
    { inactive },
    'inactive',
    { inactive: { action: inactive.action } },
  ]);
  const done = await complete(world, (await relinkSession(world, linked)).id);
  assert.deepEqual(idsOf(done.accounts.data), idsOf(linked.accounts));
  await advanceTo(world, linked.test_clock, 62);
  assert.deepEqual(await fates(linked), ['active', {}, 'active', {}]);
});

test('a day that is moved or taken back is followed, the earlier of two ends counts, and a relink before the day clears it', async () => {
  const linked = await linkOnClock('FDX Green', 'fdx-green', [NAMES[0]!]);
  const number = async () => {
    const { account_numbers } = await world.stripe.financialConnections.accounts.retrieve(linked.accounts[0]!.id);
    return account_numbers;
  };
  const before = [await fates(linked), await number()];
  const ends = async (day: number) => {
    await advanceTo(world, linked.test_clock, day);
    return (await fates(linked))[1];
  };
  await linked.announce(40);
  assert.deepEqual(await ends(1), expected(40, 'institution_requirement'));
  await linked.announce(400);
  assert.deepEqual(await ends(2), expected(365, 'access_expired'));
  await linked.announce(20);
  assert.deepEqual(await ends(3), expected(20, 'institution_requirement'));
  await linked.announce(null);
  await advanceTo(world, linked.test_clock, 21);
  assert.deepEqual([await fates(linked), await number()], before);
  const types = (await toldByDay(world, linked.since)).map(([day, type]) => `${day} ${type}`);
  const moved = (day: number) =>
    ['account', 'authorization'].map((of) => `${day} ${of}.expected_deactivation_date_updated`);
  const warned = ['account', 'authorization'].map((of) => `3 ${of}.upcoming_deactivation`);
  assert.deepEqual(types, [...moved(1), ...moved(2), ...moved(3), ...warned, ...moved(4)]);

  await linked.announce(50);
  await advanceTo(world, linked.test_clock, 22);
  await complete(world, (await relinkSession(world, linked)).id);
  assert.deepEqual(await ends(51), expected(22 + 365, 'access_expired'));
});
