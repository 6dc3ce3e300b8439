// Several at once, and one again: the same walk, links that cross, a request that comes back after a crash, a clock whose bank is down.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type Stripe from 'stripe';
import { decide, launch, openFlow, openPage, settledView, startVisit } from '../contract/flow_client.ts';
import {
  type Authorization,
  complete,
  consentsAtBank,
  DAY_ZERO,
  everything,
  idsOf,
  link,
  mark,
  newClock,
  relinkSession,
  told,
  toldByDay,
  until,
} from '../story.ts';
import { openTestWorld, type World } from '../world.ts';

const NAMES = ['Everyday Checking', 'Rainy Day Savings'];
const SLUG = 'eventually-requires-reauthentication';
const INSTITUTION = 'Eventually Requires Reauthentication';
const MINUTE_MS = 60_000;
const DAY_S = 86_400;

let world: World;
/** How far the platform's clock is ahead: pauses and leases pass without waiting for them. */
let ahead_ms = 0;
/** Told when the platform calls a bank; whoever returns a promise holds the answer back. */
let called: (path: string) => Promise<void> | undefined = () => undefined;
before(async () => {
  world = await openTestWorld({
    clock: { now: () => new Date(Date.now() + ahead_ms) },
    fetch: async (input, init) => {
      const answer = await fetch(input, init);
      await called(`${init?.method ?? 'GET'} ${new URL(String(input)).pathname}`);
      return answer;
    },
  });
});
after(() => world.close());

/** Holds the first answer of a bank to a call that fits. */
function hold(fits: RegExp): { held: Promise<void>; letGo: () => void } {
  const [held, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  called = (path) => {
    if (!fits.test(path)) return undefined;
    called = () => undefined;
    held.resolve();
    return go.promise;
  };
  return { held: held.promise, letGo: go.resolve };
}

test('customers at a bank that hangs do not hold up those at another', async () => {
  const institutions = await world.stripe.financialConnections.institutions.list({ limit: 100 });
  const flowAt = async (name: string) => {
    const { id: customer } = await world.stripe.customers.create({});
    const session = await world.stripe.financialConnections.sessions.create({
      account_holder: { type: 'customer', customer },
      permissions: ['payment_method'],
    });
    const flow = openFlow(world, session);
    await flow.view('agree');
    await flow.view('institution', { institution: institutions.data.find((one) => one.name === name)!.id });
    return flow;
  };
  const { promise: answered, resolve: letGo } = Promise.withResolvers<void>();
  let held = 0;
  called = (path) => {
    if (!path.startsWith('POST /test-non-oauth/')) return undefined;
    held += 1;
    return answered;
  };
  const other = await flowAt('Bank (OAuth)');
  // More than one bank’s share of the workers.
  const flows = await Promise.all(Array.from({ length: 9 }, () => flowAt('Test (Non-OAuth)')));
  await Promise.all(flows.map((flow) => flow.view('visit')));
  const waiting = flows.map((flow) => flow.post('answer', { values: { username: 'waits', password: 'any' } }));
  await until('the bank keeps its customers waiting', async () => held >= 6);
  const { pane } = await other.view('visit');
  assert.deepEqual([pane.type, held], ['bank', 6]);
  called = () => undefined;
  letGo();
  await Promise.all(waiting);
});

test('whoever asks for a walk that is under way waits for it, and both get the finished session', async () => {
  const { id: customer } = await world.stripe.customers.create({});
  const session = await world.stripe.financialConnections.sessions.create({
    account_holder: { type: 'customer', customer },
    permissions: ['balances'],
  });
  const params = { institution: 'Bank (OAuth)', accounts: NAMES };
  const walk = hold(/\/token$/);
  const first = complete(world, session.id, params);
  await walk.held;
  const second = complete(world, session.id, params);
  walk.letGo();
  const [one, other] = await Promise.all([first, second]);
  assert.equal(one.status, 'succeeded');
  assert.deepEqual(other, one);
  assert.deepEqual(await consentsAtBank(world, 'bank-oauth', customer), ['ACTIVE']);
});

for (const round of [1, 2, 3]) {
  test(`two relinks whose persons cross end at the links of these persons, in round ${round} of 3`, async () => {
    const { id: customer } = await world.stripe.customers.create({});
    const persons = [`${customer}-a`, `${customer}-b`];
    const links = [];
    for (const bank_user of persons) links.push(await link(world, { customer, bank_user, accounts: NAMES }));
    const before = await Promise.all(links.map((linked) => everything(world, linked)));
    const sessions = [await relinkSession(world, links[0]!), await relinkSession(world, links[1]!)];
    const done = await Promise.all([
      complete(world, sessions[0]!.id, { bank_user: persons[1], accounts: NAMES }),
      complete(world, sessions[1]!.id, { bank_user: persons[0], accounts: NAMES }),
    ]);
    assert.deepEqual(
      done.map(({ relink_result }) => relink_result?.authorization),
      [links[1]!.authorization, links[0]!.authorization],
    );
    assert.deepEqual(await Promise.all(links.map((linked) => everything(world, linked))), before);
    for (const person of persons)
      assert.deepEqual(await consentsAtBank(world, 'bank-oauth', person), ['REVOKED', 'ACTIVE']);
  });
}

test('an event whose platform went down while it was waited for is asked for again under its key, and has happened once', async () => {
  const linked = await link(world, { accounts: NAMES });
  const since = await mark(world);
  const idempotencyKey = randomUUID();
  const path = `/v1/test_helpers/financial_connections/authorizations/${linked.authorization}/simulate`;
  const ask = async () =>
    (await world.stripe.rawRequest(
      'POST',
      path,
      { event: 'consent_revoked' },
      { idempotencyKey },
    )) as Stripe.Response<Authorization>;
  const { held, letGo } = hold(/^GET .*\/accounts$/);
  const first = ask().then(
    () => 'answered',
    () => 'cut off',
  );
  await held;
  await world.stop();
  letGo();
  assert.equal(await first, 'cut off');
  ahead_ms += MINUTE_MS;
  await world.restart();
  const again = await ask();
  assert.equal(again.status, 'inactive');
  const headers = again.lastResponse.headers as unknown as Record<string, string>;
  assert.equal(headers['idempotent-replayed'], 'true');
  assert.deepEqual(
    await told(world, since),
    idsOf(linked.accounts).map((id) => ['account.deactivated', id]),
  );
  assert.deepEqual(await ask(), again);
});

/** An advance to a day on which a consent ends, while its bank answers 500 so many times. */
async function advanceInTrouble(times: number) {
  const test_clock = await newClock(world);
  const linked = await link(world, { institution: INSTITUTION, test_clock });
  await world.settle();
  const since = await mark(world);
  await world.control('PUT', `${SLUG}/faults`, { status: 500, times });
  const frozen_time = DAY_ZERO + 31 * DAY_S;
  await world.stripe.testHelpers.testClocks.advance(test_clock, { frozen_time });
  const status = await until('the advance was over', async () => {
    // Only a pause is skipped: what runs would take the jump for its own death.
    await world.settle();
    ahead_ms += 10 * MINUTE_MS;
    const clock = await world.stripe.testHelpers.testClocks.retrieve(test_clock);
    return clock.status !== 'advancing' && clock.status;
  });
  await world.control('PUT', `${SLUG}/faults`, {});
  return { linked, since, status, test_clock };
}

test('a bank that is down for a while holds an advance up, and every event has its day all the same', async () => {
  // A walk gives up at the third failure of one look; the daily look of the first day fails without consequences.
  const { linked, since, status } = await advanceInTrouble(7);
  assert.equal(status, 'ready');
  assert.deepEqual(
    await toldByDay(world, since),
    idsOf(linked.accounts).map((id) => [30, 'account.deactivated', id]),
  );
});

test('a bank that stays down fails the clock in the end, which tells so and can be deleted', async () => {
  const { linked, since, status, test_clock } = await advanceInTrouble(1_000_000);
  assert.equal(status, 'internal_failure');
  assert.deepEqual(await toldByDay(world, since), []);
  const { data } = await world.stripe.events.list({ type: 'test_helpers.test_clock.internal_failure', limit: 1 });
  assert.deepEqual(
    data.map((event) => (event.data.object as { id: string }).id),
    [test_clock],
  );
  assert.equal((await world.stripe.testHelpers.testClocks.del(test_clock)).deleted, true);
  const { authorizations } = world.stripe.financialConnections;
  await assert.rejects(world.stripe.testHelpers.testClocks.retrieve(test_clock), { code: 'resource_missing' });
  assert.equal((await authorizations.retrieve(linked.authorization)).status, 'disconnected');
});

test('whoever takes his time before he goes to a bank that wants to know of him beforehand is announced there anew', async () => {
  const linked = await link(world, { institution: 'FAPI 2.0 (DPoP)' });
  const session = await relinkSession(world, linked, { account: linked.accounts[0]!.id });
  const flow = openFlow(world, session);
  let announced = 0;
  called = (path) => {
    if (path === 'POST /fapi-dpop/request') announced += 1;
    return undefined;
  };
  const launch_url = await startVisit(flow);
  const before = announced;
  ahead_ms += MINUTE_MS;
  const { cookie, location } = await launch(launch_url);
  assert.ok(before > 0 && announced > before);
  const callback = await decide(world, 'fapi-dpop', location, { user: String(linked.customer) });
  await openPage(callback, { headers: { cookie } });
  const { session: ended } = await settledView(world, flow);
  assert.equal(ended.status, 'succeeded');
});
