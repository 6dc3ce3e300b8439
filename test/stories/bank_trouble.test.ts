// A bank that fails, answers nonsense or hangs proves nothing: no link changes, nothing obtained is kept, and later it all works.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  advanceTo,
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
const MINUTE_MS = 60_000;

/** Where in a visit the trouble begins: the first call to the bank that fits. Null: no trouble. */
let begins: RegExp | null = null;
/** How far the platform's clock is ahead, so that tokens grow old. */
let ahead_ms = 0;
let world: World;
before(async () => {
  world = await openTestWorld({
    clock: { now: () => new Date(Date.now() + ahead_ms) },
    fetch: async (input, init) => {
      if (begins?.test(new URL(String(input)).pathname)) {
        begins = null;
        await fault('bank-oauth', { status: 500 });
      }
      return await fetch(input, init);
    },
  });
});
after(() => world.close());

async function fault(slug: string, trouble: object | null): Promise<void> {
  await world.control('PUT', `${slug}/faults`, trouble as object);
}

async function clear(slug: string): Promise<void> {
  begins = null;
  await fault(slug, {});
}

const TROUBLES: [string, object][] = [
  ['answers 500', { status: 500 }],
  ['answers 503', { status: 503 }],
  ['answers 429', { status: 429 }],
  ['answers a bare 404', { status: 404 }],
  ['answers something that is not JSON', { garbage: true }],
  ['hangs', { hang: true, times: 1 }],
];

let day = 0;
let onClock: Awaited<ReturnType<typeof link>> & { test_clock: string };

test('a link whose bank is well is looked at every day and stays as it is', async () => {
  const test_clock = await newClock(world);
  onClock = { ...(await link(world, { test_clock, accounts: NAMES })), test_clock };
  const before = await everything(world, onClock);
  day += 1;
  await advanceTo(world, test_clock, day);
  assert.deepEqual(await everything(world, onClock), before);
});

for (const [what, trouble] of TROUBLES) {
  test(`a daily look at a bank that ${what} changes nothing`, async () => {
    const before = await everything(world, onClock);
    const since = await mark(world);
    await fault('bank-oauth', trouble);
    day += 1;
    await advanceTo(world, onClock.test_clock, day);
    await clear('bank-oauth');
    assert.deepEqual(await everything(world, onClock), before);
    assert.deepEqual(await toldByDay(world, since), []);
  });
}

test('a token that cannot be renewed because the bank fails changes nothing, and the next day it is renewed', async () => {
  const before = await everything(world, onClock);
  const since = await mark(world);
  ahead_ms += 20 * MINUTE_MS;
  await fault('bank-oauth', { status: 500 });
  day += 1;
  await advanceTo(world, onClock.test_clock, day);
  await clear('bank-oauth');
  day += 1;
  await advanceTo(world, onClock.test_clock, day);
  assert.deepEqual(await everything(world, onClock), before);
  assert.deepEqual(await toldByDay(world, since), []);
});

test('after all that trouble the daily look still notices what really happened', async () => {
  const person = await world.control('GET', `bank-oauth/people/${onClock.customer}`);
  const [consent] = person.consents as { consent_id: string }[];
  await world.control('POST', `bank-oauth/consents/${consent!.consent_id}/simulate`, { event: 'revoked' });
  const since = await mark(world);
  day += 1;
  await advanceTo(world, onClock.test_clock, day);
  assert.deepEqual(
    await toldByDay(world, since),
    idsOf(onClock.accounts).map((id) => [day, 'account.deactivated', id]),
  );
});

test('a consent that ends while the bank falters ends on its day all the same', async () => {
  const slug = 'eventually-requires-reauthentication';
  const test_clock = await newClock(world);
  const linked = await link(world, { institution: 'Eventually Requires Reauthentication', test_clock });
  await advanceTo(world, test_clock, 29);
  const since = await mark(world);
  await fault(slug, { status: 500, times: 1 });
  await advanceTo(world, test_clock, 31);
  await clear(slug);
  assert.deepEqual(
    await toldByDay(world, since),
    idsOf(linked.accounts).map((id) => [30, 'account.deactivated', id]),
  );
});

test('a daily refresh gets over a stumble, fails where the bank stays down without a word against the link, and makes up for it', async () => {
  const { accounts } = world.stripe.financialConnections;
  const test_clock = await newClock(world);
  const linked = await link(world, { test_clock, accounts: ['Everyday Checking'], permissions: ['transactions'] });
  const { id } = linked.accounts[0]!;
  await accounts.subscribe(id, { features: ['transactions'] });
  const since = await mark(world);
  const days = ['succeeded', 'failed', 'failed', 'succeeded'];
  for (const [index, trouble] of [{ status: 503, times: 1 }, { status: 500 }, { garbage: true }, {}].entries()) {
    await fault('bank-oauth', trouble);
    await advanceTo(world, test_clock, index + 1);
    await clear('bank-oauth');
    const { status, status_details, transaction_refresh } = await accounts.retrieve(id);
    assert.deepEqual([status, transaction_refresh?.status, status_details], ['active', days[index], {}]);
  }
  assert.deepEqual(
    await toldByDay(world, since),
    days.map((_, index) => [index + 1, 'account.refreshed_transactions', id]),
  );
  const { data } = await world.stripe.financialConnections.transactions.list({ account: id, limit: 100 });
  const missed = data.filter(({ transacted_at }) => transacted_at > DAY_ZERO + 86_400);
  assert.ok(missed.length > 0, 'what happened while the bank was down is there');
});

const ENDS: Record<string, 'no_authorization' | 'other'> = {
  'answers 500': 'no_authorization',
  'answers 503': 'no_authorization',
  'answers 429': 'no_authorization',
  'answers a bare 404': 'other',
  'answers something that is not JSON': 'other',
  hangs: 'no_authorization',
};

for (const [what, trouble] of TROUBLES) {
  test(`a relink at a bank that ${what} fails with ${ENDS[what]}, changes nothing, and works later`, async () => {
    const linked = await link(world, { accounts: NAMES });
    const before = await everything(world, linked);
    const since = await mark(world);
    await fault('bank-oauth', trouble);
    const session = await relinkSession(world, linked, { account: linked.accounts[0]!.id });
    const done = await complete(world, session.id);
    await clear('bank-oauth');
    assert.equal(done.status, 'failed');
    assert.deepEqual(done.relink_result, { account: null, authorization: null, failure_reason: ENDS[what] });
    assert.deepEqual(await everything(world, linked), before);
    assert.deepEqual(await told(world, since), [['session.updated', session.id]]);
    assert.equal((await consentsAtBank(world, 'bank-oauth', linked.customer!))[0], 'ACTIVE');

    const again = await complete(world, (await relinkSession(world, linked, { account: linked.accounts[0]!.id })).id);
    assert.equal(again.relink_result?.account, linked.accounts[0]!.id);
    assert.deepEqual(await everything(world, linked), before);
  });
}

for (const [point, path] of [
  ['before the account list', /\/fdx\/v6\/accounts$/],
  ['before the account numbers', /\/payment-networks$/],
] as const) {
  test(`a bank that fails after the sign-in, ${point}, changes nothing, and its fresh consent is given back later`, async () => {
    const linked = await link(world, { accounts: NAMES });
    const before = await everything(world, linked);
    const since = await mark(world);
    const session = await relinkSession(world, linked, { account: linked.accounts[0]!.id });
    begins = path;
    const done = await complete(world, session.id);
    assert.equal(done.status, 'failed');
    assert.deepEqual(done.relink_result, { account: null, authorization: null, failure_reason: 'no_authorization' });
    assert.deepEqual(await told(world, since), [['session.updated', session.id]]);
    assert.deepEqual(await consentsAtBank(world, 'bank-oauth', linked.customer!), ['ACTIVE', 'ACTIVE']);
    await clear('bank-oauth');
    const states = await until('the fresh consent was given back', async () => {
      const now = await consentsAtBank(world, 'bank-oauth', linked.customer!);
      return now[1] === 'REVOKED' && now;
    });
    assert.deepEqual(states, ['ACTIVE', 'REVOKED']);
    assert.deepEqual(await everything(world, linked), before);
    const again = await complete(world, (await relinkSession(world, linked)).id);
    assert.deepEqual(idsOf(again.accounts.data), idsOf(linked.accounts));
    assert.deepEqual(await everything(world, linked), before);
  });
}

for (const institution of ['Down (Scheduled)', 'Down (Unscheduled)', 'Down (Error)']) {
  test(`nothing is linked at ${institution}, and nothing but the session tells of it`, async () => {
    const { id: customer } = await world.stripe.customers.create({});
    const since = await mark(world);
    const linked = await link(world, { customer, institution });
    assert.equal(linked.session.status, 'failed');
    assert.deepEqual(linked.accounts, []);
    assert.deepEqual(await told(world, since), [['session.updated', linked.session.id]]);
    const { data } = await world.stripe.financialConnections.accounts.list({ account_holder: { customer } });
    assert.deepEqual(data, []);
  });
}
