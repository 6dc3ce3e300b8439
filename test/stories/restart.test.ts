// The platform stops and starts in the middle of everything: links, sessions, time and events are as they were, and go on.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  advanceTo,
  complete,
  eventsAfter,
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
import { openTestWorld, type World } from '../world.ts';

let world: World;
before(async () => {
  world = await openTestWorld();
});
after(() => world.close());

test('a healthy and a broken link are the same after a restart, and the broken one is relinked by a session from before', async () => {
  const healthy = await link(world, { accounts: ['Everyday Checking'] });
  const broken = await link(world, { accounts: ['Everyday Checking', 'Rainy Day Savings'] });
  const whole = await everything(world, broken);
  await simulateOnAuthorization(world, broken.authorization, 'consent_revoked');
  const session = await relinkSession(world, broken, { account: broken.accounts[0]!.id });
  const before = [await everything(world, healthy), await everything(world, broken)];
  const events = await eventsAfter(world, null);

  await world.restart();
  assert.deepEqual([await everything(world, healthy), await everything(world, broken)], before);
  assert.deepEqual(await eventsAfter(world, null), events);
  assert.deepEqual(await world.stripe.financialConnections.sessions.retrieve(session.id), session);
  const since = await mark(world);
  const done = await complete(world, session.id);
  assert.equal(done.relink_result?.account, broken.accounts[0]!.id);
  assert.deepEqual(await everything(world, broken), whole);
  assert.deepEqual(await told(world, since), [
    ...idsOf(broken.accounts).map((id) => ['account.reactivated', id]),
    ['session.updated', session.id],
  ]);
});

test('a customer’s time stands still over a restart, and what is due in it still happens on its day', async () => {
  const test_clock = await newClock(world);
  const linked = await link(world, { institution: 'Eventually Requires Reauthentication', test_clock });
  await advanceTo(world, test_clock, 20);
  const before = await everything(world, linked);
  const clock = await world.stripe.testHelpers.testClocks.retrieve(test_clock);
  const since = await mark(world);

  await world.restart();
  assert.deepEqual(await world.stripe.testHelpers.testClocks.retrieve(test_clock), clock);
  assert.deepEqual(await everything(world, linked), before);
  await advanceTo(world, test_clock, 31);
  assert.deepEqual(
    await toldByDay(world, since),
    idsOf(linked.accounts).map((id) => [30, 'account.deactivated', id]),
  );
});

test('a restart in the middle of an advance loses none of it', async () => {
  const test_clock = await newClock(world);
  const linked = await link(world, { institution: 'Eventually Requires Reauthentication', test_clock });
  const since = await mark(world);
  const { frozen_time } = await world.stripe.testHelpers.testClocks.retrieve(test_clock);
  await world.stripe.testHelpers.testClocks.advance(test_clock, { frozen_time: frozen_time + 40 * 86_400 });
  await world.restart();
  await world.settle();
  const clock = await world.stripe.testHelpers.testClocks.retrieve(test_clock);
  assert.deepEqual([clock.status, clock.frozen_time], ['ready', frozen_time + 40 * 86_400]);
  assert.deepEqual(
    await toldByDay(world, since),
    idsOf(linked.accounts).map((id) => [30, 'account.deactivated', id]),
  );
});

test('a restart while a session is being completed ends it properly, with the same ids', async () => {
  const linked = await link(world, { accounts: ['Everyday Checking', 'Rainy Day Savings'] });
  const healthy = await everything(world, linked);
  await simulateOnAuthorization(world, linked.authorization, 'consent_expired');
  const session = await relinkSession(world, linked);
  const since = await mark(world);
  const [answered] = await Promise.allSettled([complete(world, session.id), world.restart()]);
  await world.settle();
  const ended = await world.stripe.financialConnections.sessions.retrieve(session.id);
  const done = ended.status === 'pending' ? await complete(world, session.id) : ended;
  if (answered.status === 'fulfilled') assert.deepEqual(answered.value, ended);
  assert.equal(done.status, 'succeeded');
  assert.deepEqual(idsOf(done.accounts.data), idsOf(linked.accounts));
  assert.deepEqual(await everything(world, linked), healthy);
  assert.deepEqual(await told(world, since), [
    ...idsOf(linked.accounts).map((id) => ['account.reactivated', id]),
    ['session.updated', session.id],
  ]);
});
