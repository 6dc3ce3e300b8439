// What the test helpers refuse to make happen, with nothing changed, and what they do when two ask for the same.
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

const NAMES = ['Everyday Checking', 'Rainy Day Savings'];
const EVENT_REFUSED = { statusCode: 400, type: 'StripeInvalidRequestError', param: 'event' };

type Linked = Awaited<ReturnType<typeof link>>;

let world: World;
before(async () => {
  world = await joinTestWorld();
});
after(() => world.close());

/** Nothing that is made to happen happens. */
async function refused(linked: Linked, ...events: (() => Promise<unknown>)[]): Promise<void> {
  const before = await everything(world, linked);
  const since = await mark(world);
  for (const event of events) await assert.rejects(event, EVENT_REFUSED);
  assert.deepEqual(await everything(world, linked), before);
  assert.deepEqual(await told(world, since), []);
}

test('closing a closed account, reopening an open one and ending the number of a real one are refused', async () => {
  const linked = await link(world, { accounts: NAMES });
  const [one, other] = linked.accounts;
  await simulateOnAccount(world, one!.id, 'closed');
  await refused(
    linked,
    () => simulateOnAccount(world, one!.id, 'closed'),
    () => simulateOnAccount(world, other!.id, 'reopened'),
    () => simulateOnAccount(world, other!.id, 'account_number_expired'),
    () => simulateOnAccount(world, other!.id, 'account_number_revoked'),
  );
});

test('a consent that has ended cannot expire again, nor recover', async () => {
  const linked = await link(world, { accounts: NAMES.slice(0, 1) });
  await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
  await refused(
    linked,
    () => simulateOnAuthorization(world, linked.authorization, 'consent_expired'),
    () => simulateOnAuthorization(world, linked.authorization, 'recovered'),
  );
});

test('no recovery brings back what the customer stopped sharing', async () => {
  const linked = await link(world, { accounts: NAMES });
  await simulateOnAccount(world, linked.accounts[0]!.id, 'sharing_stopped');
  await refused(linked, () => simulateOnAuthorization(world, linked.authorization, 'recovered'));
});

test('nothing can be made to happen to what is disconnected', async () => {
  const linked = await link(world, { accounts: NAMES.slice(0, 1) });
  const { id } = await world.stripe.financialConnections.accounts.disconnect(linked.accounts[0]!.id);
  await refused(
    linked,
    () => simulateOnAccount(world, id, 'closed'),
    () => simulateOnAuthorization(world, linked.authorization, 'consent_revoked'),
  );
});

test('the same session completed twice at once ends once, and not again', async () => {
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
  await assert.rejects(complete(world, session.id), { statusCode: 400, code: 'status_transition_invalid' });
  assert.deepEqual(await world.stripe.financialConnections.sessions.retrieve(session.id), done);
});

test('a wrong account cannot be asked of a session that requires none', async () => {
  const session = await relinkSession(world, await link(world, { accounts: NAMES.slice(0, 1) }));
  await assert.rejects(complete(world, session.id, { outcome: 'wrong_account' }), {
    statusCode: 400,
    param: 'outcome',
  });
});

test('a session is completed at no bank that it leaves out: by country, or because it names another', async () => {
  const { id: customer } = await world.stripe.customers.create({});
  const session = (filters: object) =>
    world.stripe.financialConnections.sessions.create({
      account_holder: { type: 'customer', customer },
      permissions: ['balances'],
      filters,
    });
  const refusal = { statusCode: 400, type: 'StripeInvalidRequestError', param: 'institution' };
  const abroad = await session({ countries: ['CA'] });
  await assert.rejects(complete(world, abroad.id, { institution: 'Bank (OAuth)' }), refusal);
  assert.equal((await world.stripe.financialConnections.sessions.retrieve(abroad.id)).status, 'pending');
  const bound = await session({ institution: 'fcinst_Qn1aNn8l07746s' });
  await assert.rejects(complete(world, bound.id, { institution: 'Bank (Non-OAuth)' }), refusal);
  const done = await complete(world, bound.id);
  assert.equal(done.accounts.data[0]?.institution_name, 'Bank (OAuth)');
});
