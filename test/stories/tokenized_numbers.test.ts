// What tokenized account numbers do at the sandbox's banks alone: a relink of one account renews its number and no other, an end may be told again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  type Account,
  advanceTo,
  complete,
  eventsAfter,
  everything,
  link,
  mark,
  named,
  newClock,
  relinkSession,
  simulateOnAccount,
  simulateOnAuthorization,
  told,
} from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';

let world: World;
before(async () => {
  world = await joinTestWorld();
});
after(() => world.close());

async function linkOnClock() {
  const test_clock = await newClock(world);
  const linked = await link(world, { institution: 'Tokenized Account Numbers', test_clock });
  await advanceTo(world, test_clock, 1);
  const [expired, eventually, immediately] = ['Expired', 'Eventually Expiring', 'Immediately Expiring'].map(
    (name) => named(linked.accounts, `${name} Tokenized Account Number`).id,
  ) as [string, string, string];
  return { ...linked, expired, eventually, immediately };
}

test('a relink of one account leaves the numbers of its siblings alone', async () => {
  const linked = await linkOnClock();
  const before = await everything(world, linked);
  await complete(world, (await relinkSession(world, linked, { account: linked.expired })).id);
  const now = await everything(world, linked);
  assert.deepEqual(now.accounts.slice(1), before.accounts.slice(1));
  assert.deepEqual(now.authorization, before.authorization);
});

test('a number that ends at once ends at once again after its relink', async () => {
  const linked = await linkOnClock();
  const since = await mark(world);
  const session = await relinkSession(world, linked, { account: linked.immediately });
  await complete(world, session.id);
  assert.deepEqual(await told(world, since), [
    ['account.account_numbers_updated', linked.immediately],
    ['session.updated', session.id],
    ['account.upcoming_account_number_expiry', linked.immediately],
    ['account.account_numbers_updated', linked.immediately],
  ]);
  const updates = (await eventsAfter(world, since)).filter(({ type }) => type.endsWith('.account_numbers_updated'));
  assert.deepEqual(
    updates.map(({ data }) => (data.object as unknown as Account).account_numbers?.[0]?.status as string),
    ['transactable', 'expired'],
  );
});

test('a number that is ended twice at the same moment is told of once', async () => {
  for (const event of ['account_number_expired', 'account_number_revoked']) {
    const { eventually } = await linkOnClock();
    const since = await mark(world);
    for (const _ of [1, 2]) await simulateOnAccount(world, eventually, event);
    assert.deepEqual(await told(world, since), [['account.account_numbers_updated', eventually]]);
  }
});

test('a relink of the whole link tells first of all accounts that are back, then of all their new numbers', async () => {
  const linked = await linkOnClock();
  await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
  const since = await mark(world);
  const session = await relinkSession(world, linked);
  await complete(world, session.id);
  const listed = linked.accounts.map(({ id }) => id);
  assert.deepEqual((await told(world, since)).slice(0, 7), [
    ...listed.map((id) => ['account.reactivated', id]),
    ...listed.map((id) => ['account.account_numbers_updated', id]),
    ['session.updated', session.id],
  ]);
});
