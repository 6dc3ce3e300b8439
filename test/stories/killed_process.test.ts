// The platform is killed when the bank has acted and the database does not know it yet: nothing is lost, nothing is there twice.
import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  complete,
  consentsAtBank,
  DAY_ZERO,
  everything,
  idsOf,
  link,
  mark,
  newClock,
  relinkSession,
  type Session,
  simulateOnAccount,
  simulateOnAuthorization,
  told,
  toldByDay,
  until,
} from '../story.ts';
import { openTestWorld, type World } from '../world.ts';
import { blockOf, entriesAtBank, LASTING, linkPayer, type Payer } from './money.ts';

const NAMES = ['Everyday Checking', 'Rainy Day Savings'];
const MINUTE_MS = 60_000;

/** How far the platform's clock is ahead, so that the leases of a dead process are over without waiting for it. */
let ahead_ms = 0;
let world: World;
before(async () => {
  world = await openTestWorld({ clock: { now: () => new Date(Date.now() + ahead_ms) } });
});
after(() => world.close());

/** Asks something of a platform that is killed when the bank has answered a certain call; then starts another one. */
async function askAndKill(call: RegExp, ask: () => Promise<unknown>): Promise<void> {
  await world.stop();
  const child = fork(join(import.meta.dirname, 'held_platform.ts'), {
    env: { ...process.env, ...world.env, RELINK_TEST_HOLD: call.source },
    stdio: 'inherit',
  });
  try {
    await message(child, 'ready');
    const asked = ask().then(
      () => 'answered',
      () => new Promise(() => {}),
    );
    await message(child, 'held');
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.equal(await Promise.race([asked, 'not answered']), 'not answered');
  } finally {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }
  ahead_ms += 3 * MINUTE_MS;
  await world.restart();
}

/** Resolves when the platform says so, throws when it ends before. */
async function message(child: ChildProcess, wanted: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  child.on('message', (said) => {
    if (wanted in (said as object)) resolve();
  });
  child.once('exit', () => reject(new Error(`the platform ended before it was ${wanted}`)));
  await promise;
}

/** The session as it ended after the restart. */
async function ended(session: string): Promise<Session> {
  const { sessions } = world.stripe.financialConnections;
  return await until('the interrupted walk was over', async () => {
    await world.settle();
    const now = await sessions.retrieve(session);
    return now.status !== 'pending' && now;
  });
}

const REDEEMED = /^POST \/bank-oauth\/token$/;
const POINTS: [string, RegExp][] = [
  ['has redeemed the code', REDEEMED],
  ['has listed the accounts', /^GET \/bank-oauth\/fdx\/v6\/accounts$/],
  ['has told an account number', /^GET .*\/payment-networks$/],
];

for (const [when, call] of POINTS) {
  test(`a relink whose platform is killed when the bank ${when} ends properly, once, with the same ids`, async () => {
    const linked = await link(world, { accounts: NAMES });
    const healthy = await everything(world, linked);
    await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
    const session = await relinkSession(world, linked, { account: linked.accounts[0]!.id });
    const since = await mark(world);
    await askAndKill(call, () => complete(world, session.id));

    const done = await ended(session.id);
    assert.equal(done.status, 'succeeded');
    assert.deepEqual(done.relink_result, {
      account: linked.accounts[0]!.id,
      authorization: linked.authorization,
      failure_reason: null,
    });
    assert.deepEqual(await everything(world, linked), healthy);
    assert.deepEqual(await told(world, since), [
      ...idsOf(linked.accounts).map((id) => ['account.reactivated', id]),
      ['session.updated', session.id],
    ]);
    const states = await consentsAtBank(world, 'bank-oauth', linked.customer!);
    assert.deepEqual(states, ['REVOKED', 'REVOKED', 'ACTIVE']);

    const again = await complete(world, (await relinkSession(world, linked)).id);
    assert.deepEqual(idsOf(again.accounts.data), idsOf(linked.accounts));
    assert.deepEqual(await everything(world, linked), healthy);
  });
}

test('a first link whose platform is killed when the bank has redeemed the code is made once', async () => {
  const { id: customer } = await world.stripe.customers.create({});
  const session = await world.stripe.financialConnections.sessions.create({
    account_holder: { type: 'customer', customer },
    permissions: ['payment_method', 'balances'],
  });
  const since = await mark(world);
  await askAndKill(REDEEMED, () => complete(world, session.id, { institution: 'Bank (OAuth)', accounts: NAMES }));

  const done = await ended(session.id);
  assert.equal(done.status, 'succeeded');
  const { data } = await world.stripe.financialConnections.accounts.list({ account_holder: { customer } });
  assert.deepEqual(idsOf(data).toSorted(), idsOf(done.accounts.data).toSorted());
  assert.equal(data.length, 2);
  assert.deepEqual(await told(world, since), [
    ...idsOf(done.accounts.data).map((id) => ['account.created', id]),
    ['session.updated', session.id],
  ]);
  const states = await consentsAtBank(world, 'bank-oauth', customer);
  assert.deepEqual(states, ['REVOKED', 'ACTIVE']);
});

test('a platform that is killed while it ends the old consent ends it after all', async () => {
  const linked = await link(world, { accounts: NAMES });
  const healthy = await everything(world, linked);
  const session = await relinkSession(world, linked);
  await askAndKill(/^PUT .*\/revocation$/, async () => {
    await complete(world, session.id);
    await new Promise(() => {});
  });
  const done = await ended(session.id);
  assert.equal(done.status, 'succeeded');
  assert.deepEqual(await everything(world, linked), healthy);
  const states = await until('the old consent was ended', async () => {
    const now = await consentsAtBank(world, 'bank-oauth', linked.customer!);
    return now[0] === 'REVOKED' && now;
  });
  assert.deepEqual(states, ['REVOKED', 'ACTIVE']);
});

test('a simulated event whose platform is killed when it has happened at the bank is observed all the same, once', async () => {
  const linked = await link(world, { accounts: NAMES });
  const since = await mark(world);
  await askAndKill(/^POST \/control\/.*\/simulate$/, () =>
    simulateOnAuthorization(world, linked.authorization, 'consent_expired'),
  );
  const { authorization, accounts } = await until('the event was observed', async () => {
    const now = await everything(world, linked);
    return now.authorization.status === 'inactive' && now;
  });
  assert.deepEqual(authorization.status_details, { inactive: { action: 'relink_required' } });
  for (const { status_details } of accounts) {
    assert.deepEqual(status_details, { inactive: { action: 'relink_required', cause: 'access_expired' } });
  }
  assert.deepEqual(
    await told(world, since),
    idsOf(linked.accounts).map((id) => ['account.deactivated', id]),
  );
});

test('a platform that is killed in the middle of an advance of time goes on with it, and every event has its day', async () => {
  const test_clock = await newClock(world);
  const linked = await link(world, { institution: 'Eventually Requires Reauthentication', test_clock });
  const since = await mark(world);
  await askAndKill(/^GET .*\/accounts$/, async () => {
    await world.stripe.testHelpers.testClocks.advance(test_clock, { frozen_time: DAY_ZERO + 31 * 86_400 });
    await new Promise(() => {});
  });
  await until('the clock had arrived', async () => {
    await world.settle();
    return (await world.stripe.testHelpers.testClocks.retrieve(test_clock)).status === 'ready';
  });
  assert.deepEqual(
    await toldByDay(world, since),
    idsOf(linked.accounts).map((id) => [30, 'account.deactivated', id]),
  );
});

/** Asks for money from a customer who lives on a test clock; whoever asks twice finds the same payment. */
async function askFor(payer: Payer, key: string) {
  const { customer, payment_method } = payer;
  const params = { amount: 1050, currency: 'usd', customer, payment_method, confirm: true, off_session: true };
  return await world.stripe.paymentIntents.create(params, { idempotencyKey: key });
}

async function paidOnce(payer: Payer, id: string): Promise<void> {
  const paid = await until('the payment was over', async () => {
    await world.settle();
    const intent = await world.stripe.paymentIntents.retrieve(id);
    return intent.status !== 'processing' && intent;
  });
  assert.equal(paid.status, 'succeeded');
  assert.equal((await world.stripe.charges.list({ payment_intent: id })).data.length, 1);
  const entries = await entriesAtBank(world, 'tokenized-account-numbers', payer.customer, LASTING);
  assert.deepEqual(entries, ['debit 1050 settled']);
}

test('nobody is debited twice by a platform that is killed when the bank network has taken the debit', async () => {
  const payer = await linkPayer(world);
  await askAndKill(/^POST \/ach\/entries$/, async () => {
    await askFor(payer, 'killed');
    await new Promise(() => {});
  });
  await paidOnce(payer, (await askFor(payer, 'killed')).id);
});

for (const [trouble, fault] of [
  ['loses its answer', { lose_answer: true, times: 1 }],
  ['is down for a moment', { status: 503, times: 1 }],
] as const) {
  test(`a debit is taken once where the bank network ${trouble}`, async () => {
    const payer = await linkPayer(world);
    await world.control('PUT', 'ach/faults', fault);
    await paidOnce(payer, (await askFor(payer, trouble)).id);
  });
}

test('what comes back for a number that a relink has replaced meanwhile says nothing against the method', async () => {
  const payer = await linkPayer(world);
  await simulateOnAccount(world, payer.account.id, 'account_number_revoked');
  await world.control('PUT', 'ach/faults', { status: 503 });
  const { id } = await askFor(payer, 'replaced');
  await complete(world, (await relinkSession(world, payer, { account: payer.account.id })).id);
  await world.control('PUT', 'ach/faults', { status: null });
  const failed = await until('the debit came back', async () => {
    const intent = await world.stripe.paymentIntents.retrieve(id);
    return intent.status !== 'processing' && intent;
  });
  assert.equal(failed.last_payment_error?.network_decline_code, 'R04');
  assert.equal(await blockOf(world, payer.payment_method), null);
});
