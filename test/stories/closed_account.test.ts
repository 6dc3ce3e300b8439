// An account is closed and reopened at the bank: nothing repairs a closed one, and a reopened one comes back under its own id.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { complete, everything, idsOf, link, mark, relinkSession, simulateOnAccount, told } from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';
import { closedAccount } from './anywhere/closed_account.ts';
import { tell } from './anywhere/tell.ts';

let world: World;
before(async () => {
  world = await joinTestWorld();
});
after(() => world.close());

tell(closedAccount, joinTestWorld);

const NAMES = ['Everyday Checking', 'Rainy Day Savings'];

test('a closed account tells account_closed and that nothing can be done, while the rest of the link works on', async () => {
  const linked = await link(world, { accounts: NAMES });
  const [closed, sibling] = linked.accounts;
  const healthy = await everything(world, linked);
  const since = await mark(world);
  const account = await simulateOnAccount(world, closed!.id, 'closed');
  assert.equal(account.status, 'inactive');
  assert.deepEqual(account.status_details, { inactive: { action: 'none', cause: 'account_closed' } });
  const now = await everything(world, linked);
  assert.deepEqual(now.authorization, healthy.authorization);
  assert.deepEqual(now.accounts[1], sibling);
  assert.deepEqual(await told(world, since), [['account.deactivated', closed!.id]]);
});

test('a relink of a closed account ends with no_account and leaves everything as it was', async () => {
  const linked = await link(world, { accounts: NAMES });
  await simulateOnAccount(world, linked.accounts[0]!.id, 'closed');
  const before = await everything(world, linked);
  const since = await mark(world);
  const session = await relinkSession(world, linked, { account: linked.accounts[0]!.id });
  const done = await complete(world, session.id);
  assert.equal(done.status, 'failed');
  assert.deepEqual(done.relink_result, { account: null, authorization: null, failure_reason: 'no_account' });
  assert.deepEqual(done.accounts.data, []);
  assert.deepEqual(await everything(world, linked), before);
  assert.deepEqual(await told(world, since), [['session.updated', session.id]]);
});

test('a relink of the authorization leaves its closed account closed', async () => {
  const linked = await link(world, { accounts: NAMES });
  await simulateOnAccount(world, linked.accounts[0]!.id, 'closed');
  const before = await everything(world, linked);
  const session = await relinkSession(world, linked);
  const done = await complete(world, session.id);
  assert.deepEqual(idsOf(done.accounts.data), [linked.accounts[1]!.id]);
  assert.deepEqual(await everything(world, linked), before);
});

test('closing a closed account and reopening an open one are refused and change nothing', async () => {
  const linked = await link(world, { accounts: NAMES });
  const [one, other] = linked.accounts;
  await simulateOnAccount(world, one!.id, 'closed');
  const before = await everything(world, linked);
  const since = await mark(world);
  const refusal = { statusCode: 400, type: 'StripeInvalidRequestError', param: 'event' };
  await assert.rejects(simulateOnAccount(world, one!.id, 'closed'), refusal);
  await assert.rejects(simulateOnAccount(world, other!.id, 'reopened'), refusal);
  assert.deepEqual(await everything(world, linked), before);
  assert.deepEqual(await told(world, since), []);
});
