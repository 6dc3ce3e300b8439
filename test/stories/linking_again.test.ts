// The same holder links the same bank again as the same person: the authorization and the ids are the same, however often and however many at once.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  complete,
  consentsAtBank,
  everything,
  idsOf,
  link,
  mark,
  named,
  relinkSession,
  type Session,
  simulateOnAuthorization,
  told,
} from '../story.ts';
import { joinTestWorld, type World } from '../world.ts';
import { linkingAgain } from './anywhere/linking_again.ts';
import { tell } from './anywhere/tell.ts';

let world: World;
before(async () => {
  world = await joinTestWorld();
});
after(() => world.close());

tell(linkingAgain, joinTestWorld);

const NAMES = ['Everyday Checking', 'Rainy Day Savings'];

test('linking a broken link again instead of relinking it repairs it all the same', async () => {
  const linked = await link(world, { accounts: NAMES });
  const healthy = await everything(world, linked);
  await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
  const since = await mark(world);
  const again = await link(world, { customer: linked.customer, accounts: NAMES });
  assert.deepEqual(await everything(world, linked), healthy);
  assert.equal('relink_result' in again.session, false);
  assert.deepEqual(await told(world, since), [
    ...idsOf(linked.accounts).map((id) => ['account.reactivated', id]),
    ['session.updated', again.session.id],
  ]);
});

async function newSession(customer: string): Promise<Session> {
  return await world.stripe.financialConnections.sessions.create({
    account_holder: { type: 'customer', customer },
    permissions: ['payment_method', 'balances'],
  });
}

test('linking again with one more account makes one more account', async () => {
  const linked = await link(world, { accounts: NAMES.slice(0, 1) });
  const since = await mark(world);
  const again = await link(world, { customer: linked.customer, accounts: NAMES });
  assert.equal(again.accounts[0]!.id, linked.accounts[0]!.id);
  const added = named(again.accounts, 'Rainy Day Savings');
  assert.equal(added.authorization, linked.authorization);
  assert.deepEqual(await told(world, since), [
    ['account.created', added.id],
    ['session.updated', again.session.id],
  ]);
});

test('another bank of the same holder is another authorization', async () => {
  const linked = await link(world, { accounts: NAMES });
  const other = await link(world, { customer: linked.customer, institution: 'Bank (Non-OAuth)', accounts: NAMES });
  assert.notEqual(other.authorization, linked.authorization);
  assert.equal(new Set(idsOf([...linked.accounts, ...other.accounts])).size, 4);
});

test('two first links at once end in one authorization with one account each', async () => {
  const { id: customer } = await world.stripe.customers.create({});
  const since = await mark(world);
  const sessions = [await newSession(customer), await newSession(customer)];
  const done = await Promise.all(
    sessions.map(({ id }) => complete(world, id, { institution: 'Bank (OAuth)', accounts: NAMES })),
  );
  assert.deepEqual(
    done.map((session) => session.status),
    ['succeeded', 'succeeded'],
  );
  assert.deepEqual(idsOf(done[0]!.accounts.data), idsOf(done[1]!.accounts.data));
  const { data } = await world.stripe.financialConnections.accounts.list({ account_holder: { customer } });
  assert.deepEqual(idsOf(data).toSorted(), idsOf(done[0]!.accounts.data).toSorted());
  assert.equal(new Set(data.map((account) => account.authorization)).size, 1);
  const types = (await told(world, since)).map(([type]) => type);
  assert.deepEqual(types.toSorted(), ['account.created', 'account.created', 'session.updated', 'session.updated']);
  const states = await consentsAtBank(world, 'bank-oauth', customer);
  assert.deepEqual(states.toSorted(), ['ACTIVE', 'REVOKED']);
});

test('two relinks of one broken link at once repair it once and keep one consent', async () => {
  const linked = await link(world, { accounts: NAMES });
  const healthy = await everything(world, linked);
  await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
  const since = await mark(world);
  const sessions = [
    await relinkSession(world, linked),
    await relinkSession(world, linked, { account: linked.accounts[0]!.id }),
  ];
  const done = await Promise.all(sessions.map(({ id }) => complete(world, id)));
  assert.deepEqual(
    done.map((session) => session.relink_result?.failure_reason),
    [null, null],
  );
  assert.deepEqual(await everything(world, linked), healthy);
  const types = (await told(world, since)).map(([type]) => type);
  assert.deepEqual(types.toSorted(), [
    'account.reactivated',
    'account.reactivated',
    'session.updated',
    'session.updated',
  ]);
  const states = await consentsAtBank(world, 'bank-oauth', linked.customer!);
  assert.deepEqual(states.toSorted(), ['ACTIVE', 'REVOKED', 'REVOKED']);
  await complete(world, (await relinkSession(world, linked)).id);
  assert.deepEqual(await everything(world, linked), healthy);
});

test('the same session completed twice at once ends once', async () => {
  const linked = await link(world, { accounts: NAMES });
  const before = await everything(world, linked);
  const session = await relinkSession(world, linked);
  const since = await mark(world);
  const tries = await Promise.allSettled([complete(world, session.id), complete(world, session.id)]);
  assert.ok(tries.some((settled) => settled.status === 'fulfilled'));
  const done = await world.stripe.financialConnections.sessions.retrieve(session.id);
  assert.equal(done.status, 'succeeded');
  assert.deepEqual(idsOf(done.accounts.data), idsOf(linked.accounts));
  assert.deepEqual(await everything(world, linked), before);
  assert.deepEqual(await told(world, since), [['session.updated', session.id]]);
  const states = await consentsAtBank(world, 'bank-oauth', linked.customer!);
  assert.equal(states.filter((state) => state === 'ACTIVE').length, 1);
});
