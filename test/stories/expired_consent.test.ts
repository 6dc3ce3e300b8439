// A consent runs out at the bank: every account tells so, and a relink brings the same ones back under a new consent.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  complete,
  consentsAtBank,
  everything,
  idsOf,
  link,
  mark,
  relinkSession,
  simulateOnAuthorization,
  told,
} from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';

let world: World;
before(async () => {
  world = await joinTestWorld();
});
after(() => world.close());

test('an expired consent makes every account inactive with the cause access_expired, told once per account', async () => {
  const linked = await link(world, { accounts: ['Everyday Checking', 'Rainy Day Savings'] });
  const since = await mark(world);
  const authorization = await simulateOnAuthorization(world, linked.authorization, 'consent_expired');
  assert.equal(authorization.status, 'inactive');
  assert.deepEqual(authorization.status_details, { inactive: { action: 'relink_required' } });
  const { accounts } = await everything(world, linked);
  for (const account of accounts) {
    assert.equal(account.status, 'inactive');
    assert.deepEqual(account.status_details, { inactive: { action: 'relink_required', cause: 'access_expired' } });
  }
  assert.deepEqual(
    await told(world, since),
    linked.accounts.map(({ id }) => ['account.deactivated', id]),
  );
});

test('a relink of the authorization brings all of its accounts back under a new consent', async () => {
  const linked = await link(world, { accounts: ['Everyday Checking', 'Rainy Day Savings'] });
  const healthy = await everything(world, linked);
  await simulateOnAuthorization(world, linked.authorization, 'consent_expired');
  const since = await mark(world);
  const session = await relinkSession(world, linked);
  const done = await complete(world, session.id);
  assert.equal(done.status, 'succeeded');
  assert.deepEqual(done.relink_result, {
    account: null,
    authorization: linked.authorization,
    failure_reason: null,
  });
  assert.deepEqual(idsOf(done.accounts.data), idsOf(linked.accounts));
  assert.deepEqual(await everything(world, linked), healthy);
  assert.deepEqual(await told(world, since), [
    ...linked.accounts.map(({ id }) => ['account.reactivated', id]),
    ['session.updated', session.id],
  ]);
  assert.deepEqual(await consentsAtBank(world, 'bank-oauth', linked.customer!), ['EXPIRED', 'ACTIVE']);
});

test('a consent that has ended cannot expire again, and the refusal changes nothing', async () => {
  const linked = await link(world, { accounts: ['Everyday Checking'] });
  await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
  const broken = await everything(world, linked);
  const since = await mark(world);
  await assert.rejects(simulateOnAuthorization(world, linked.authorization, 'consent_expired'), {
    statusCode: 400,
    type: 'StripeInvalidRequestError',
    param: 'event',
  });
  assert.deepEqual(await everything(world, linked), broken);
  assert.deepEqual(await told(world, since), []);
});
