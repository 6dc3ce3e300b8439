// The bank wants its customer to sign in again: everything on the link is inactive until he does, or until the bank relents.
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

const NAMES = ['Everyday Checking', 'Rainy Day Savings'];
const REFUSAL = { statusCode: 400, type: 'StripeInvalidRequestError', param: 'event' };
const REQUIREMENT = { inactive: { action: 'relink_required', cause: 'institution_requirement' } };

test('a required reauthentication deactivates the link, and the recovery of the bank reactivates it', async () => {
  const linked = await link(world, { accounts: NAMES });
  const healthy = await everything(world, linked);
  const since = await mark(world);
  const authorization = await simulateOnAuthorization(world, linked.authorization, 'reauthentication_required');
  assert.equal(authorization.status, 'inactive');
  assert.deepEqual(authorization.status_details, { inactive: { action: 'relink_required' } });
  const broken = await everything(world, linked);
  assert.deepEqual(
    broken.accounts.map((account) => [account.status, account.status_details]),
    [
      ['inactive', REQUIREMENT],
      ['inactive', REQUIREMENT],
    ],
  );
  const recovered = await simulateOnAuthorization(world, linked.authorization, 'recovered');
  assert.equal(recovered.status, 'active');
  assert.deepEqual(recovered.status_details, {});
  assert.deepEqual(await everything(world, linked), healthy);
  assert.deepEqual(await told(world, since), [
    ...linked.accounts.map(({ id }) => ['account.deactivated', id]),
    ...linked.accounts.map(({ id }) => ['account.reactivated', id]),
  ]);
  assert.deepEqual(await consentsAtBank(world, 'bank-oauth', linked.customer!), ['ACTIVE']);
});

test('a relink instead of a recovery repairs the link under a new consent', async () => {
  const linked = await link(world, { accounts: NAMES });
  const healthy = await everything(world, linked);
  await simulateOnAuthorization(world, linked.authorization, 'reauthentication_required');
  const done = await complete(world, (await relinkSession(world, linked)).id);
  assert.equal(done.relink_result?.authorization, linked.authorization);
  assert.deepEqual(idsOf(done.accounts.data), idsOf(linked.accounts));
  assert.deepEqual(await everything(world, linked), healthy);
  assert.deepEqual(await consentsAtBank(world, 'bank-oauth', linked.customer!), ['REVOKED', 'ACTIVE']);
});

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

test('a closed account stays closed while the link around it breaks and recovers', async () => {
  const linked = await link(world, { accounts: NAMES });
  await simulateOnAccount(world, linked.accounts[0]!.id, 'closed');
  const closed = await everything(world, linked);
  const since = await mark(world);
  await simulateOnAuthorization(world, linked.authorization, 'reauthentication_required');
  assert.deepEqual((await everything(world, linked)).accounts[0], closed.accounts[0]);
  await simulateOnAuthorization(world, linked.authorization, 'recovered');
  assert.deepEqual(await everything(world, linked), closed);
  assert.deepEqual(await told(world, since), [
    ['account.deactivated', linked.accounts[1]!.id],
    ['account.reactivated', linked.accounts[1]!.id],
  ]);
});
