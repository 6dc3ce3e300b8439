// Found by the simulation: a look at the bank that is overtaken by a relink or by a later look, played in the one order that went wrong.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  complete,
  link,
  mark,
  named,
  relinkSession,
  simulateOnAccount,
  simulateOnAuthorization,
  told,
} from '../story.ts';
import { openTestWorld, type World } from '../world.ts';

/** Holds back the answer to a request of the platform until it is let go. */
interface Held {
  /** Resolves when the request has come. */
  reached: Promise<void>;
  release(): void;
}

let holding: { path: RegExp; skip: number; reached: () => void; released: Promise<void> } | null = null;

/** The first request to a bank whose method and path match, after `skip` others that do. */
function hold(path: RegExp, skip = 0): Held {
  const reached = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  holding = { path, skip, reached: reached.resolve, released: released.promise };
  return { reached: reached.promise, release: released.resolve };
}

const slowFetch: typeof fetch = async (input, init) => {
  const request = new Request(input, init);
  const mine = holding?.path.test(`${request.method} ${new URL(request.url).pathname}`) ? holding : null;
  const answer = await fetch(request);
  if (mine === null || mine !== holding || mine.skip-- > 0) return answer;
  holding = null;
  mine.reached();
  await mine.released;
  return answer;
};

let world: World;
before(async () => {
  world = await openTestWorld({ fetch: slowFetch });
});
after(() => world.close());

const FROZEN_AT = Math.floor(Date.parse('2031-03-01T12:00:00Z') / 1000);
const DAY_S = 86_400;
const NAMES = ['Everyday Checking', 'Rainy Day Savings'];

test('a check that began before a relink does not hold the old consent against the new link', async () => {
  const { id: test_clock } = await world.stripe.testHelpers.testClocks.create({ frozen_time: FROZEN_AT });
  const linked = await link(world, { institution: 'Immediately Requires Reauthentication', test_clock });
  await world.settle();
  const target = named(linked.accounts, 'Everyday Checking').id;
  const sibling = named(linked.accounts, 'Rainy Day Savings').id;
  const session = await relinkSession(world, linked, { account: target });
  // The helper tells the bank the time before it acts, and once more before it looks.
  const held = hold(/^PUT .*\/time$/, 1);
  const helping = simulateOnAccount(world, sibling, 'closed');
  await held.reached;
  const done = await complete(world, session.id);
  assert.equal(done.status, 'succeeded');
  held.release();
  await helping;
  await world.settle();
  const authorization = await world.stripe.financialConnections.authorizations.retrieve(linked.authorization);
  const end = { action: 'relink_required', expected_deactivation_date: FROZEN_AT + DAY_S };
  assert.deepEqual([authorization.status, authorization.status_details], ['active', { active: end }]);
  const account = await world.stripe.financialConnections.accounts.retrieve(target);
  assert.equal(account.status, 'active');
  const closed = await world.stripe.financialConnections.accounts.retrieve(sibling);
  assert.deepEqual(closed.status_details, { inactive: { action: 'none', cause: 'account_closed' } });
});

test('a look that began earlier does not undo what a later one saw', async () => {
  const linked = await link(world, { accounts: NAMES, permissions: ['balances'] });
  const [first, second] = linked.accounts.map((account) => account.id);
  const since = await mark(world);
  const held = hold(/^GET .*\/consents\//);
  const helping = simulateOnAccount(world, second!, 'unavailable');
  await held.reached;
  await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
  held.release();
  await helping;
  const authorization = await world.stripe.financialConnections.authorizations.retrieve(linked.authorization);
  assert.equal(authorization.status, 'inactive');
  assert.deepEqual(await told(world, since), [
    ['account.deactivated', first],
    ['account.deactivated', second],
  ]);
});

test('an account that closes while a relink is under way is closed in the end', async () => {
  const linked = await link(world, { accounts: NAMES });
  const [target, sibling] = linked.accounts.map((account) => account.id);
  const session = await relinkSession(world, linked, { account: target! });
  const held = hold(/^GET .*\/accounts$/);
  const completing = complete(world, session.id);
  await held.reached;
  const closed = await simulateOnAccount(world, sibling!, 'closed');
  assert.equal(closed.status, 'inactive');
  held.release();
  assert.equal((await completing).relink_result?.account, target);
  await world.settle();
  const account = await world.stripe.financialConnections.accounts.retrieve(sibling!);
  assert.deepEqual(account.status_details, { inactive: { action: 'none', cause: 'account_closed' } });
});
