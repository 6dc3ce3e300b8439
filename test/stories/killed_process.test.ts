// The platform is killed when the bank has acted and the database does not know it yet: nothing is lost, nothing is there twice.
import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type Stripe from 'stripe';
import {
  complete,
  consentsAtBank,
  DAY_ZERO,
  eventsAfter,
  everything,
  idsOf,
  link,
  mark,
  newClock,
  relinkSession,
  type Session,
  simulateOnAuthorization,
  until,
} from '../story.ts';
import { openTestWorld, type World } from '../world.ts';
import { askOnce, linkPayer, paidOnce } from './money.ts';

const NAMES = ['Everyday Checking', 'Rainy Day Savings'];
const MINUTE_MS = 60_000;
const DAY_S = 86_400;

/** What a platform is killed in the middle of. */
interface Walk {
  /** The call to the bank whose answer it does not get. */
  call: RegExp;
  ask: () => Promise<unknown>;
  /** Resolves when another platform has ended it. */
  over: () => Promise<unknown>;
  /** What has to be so then. */
  check: () => Promise<void>;
}

/** How far the platform's clock is ahead, so that the leases of a dead process are over without waiting for it. */
let ahead_ms = 0;
let world: World;
const prepared: (() => Promise<void>)[] = [];
const walks: Walk[] = [];
/** What was told of connections from the kill until all was over. */
let heard: Stripe.Event[] = [];
before(async () => {
  world = await openTestWorld({ clock: { now: () => new Date(Date.now() + ahead_ms) } });
  for (const prepare of prepared) await prepare();
  const since = await mark(world);
  await askAndKill();
  for (const { over } of walks) await over();
  heard = (await eventsAfter(world, since)).filter(({ type }) => type.startsWith('financial_connections.'));
});
after(() => world.close());

/** A sentence about a walk; one platform is killed in the middle of all of them. */
function killedIn(sentence: string, prepare: () => Promise<Walk>): void {
  let walk: Walk;
  prepared.push(async () => {
    walk = await prepare();
    walks.push(walk);
  });
  test(sentence, () => walk.check());
}

/** Asks for everything of a platform that is killed when the bank has answered the last of the calls; then starts another one. */
async function askAndKill(): Promise<void> {
  await world.stop();
  const child = fork(join(import.meta.dirname, 'held_platform.ts'), {
    env: { ...process.env, ...world.env },
    stdio: 'inherit',
  });
  const answered: RegExp[] = [];
  try {
    await message(child, 'ready');
    for (const { call, ask } of walks) {
      child.send({ hold: call.source });
      await message(child, 'holding');
      ask().then(
        () => answered.push(call),
        () => undefined,
      );
      await message(child, 'held');
    }
  } finally {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }
  assert.deepEqual(answered, []);
  ahead_ms += 3 * MINUTE_MS;
  await world.restart();
}

/** Resolves when the platform says so, throws when it ends before. */
async function message(child: ChildProcess, wanted: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const listen = (said: unknown) => {
    if (wanted in (said as object)) resolve();
  };
  const end = () => reject(new Error(`the platform ended before it was ${wanted}`));
  child.on('message', listen).once('exit', end);
  await promise.finally(() => child.off('message', listen).off('exit', end));
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

/** The objects that a sentence is about. */
const known = new Set<string>();
const idOf = ({ data }: Stripe.Event) => (data.object as unknown as { id: string }).id;

/** What was told of these objects, and on which day after DAY_ZERO where time is a clock's. */
function heardOf(ids: string[]): [string, string, number][] {
  for (const id of ids) known.add(id);
  return heard
    .filter((event) => ids.includes(idOf(event)))
    .map((event) => [
      event.type.replace('financial_connections.', ''),
      idOf(event),
      (event.created - DAY_ZERO) / DAY_S,
    ]);
}

const withoutDay = ([type, id]: [string, string, number]): [string, string] => [type, id];

const REDEEMED = /^POST \/bank-oauth\/token$/;
const POINTS: [string, RegExp][] = [
  ['has redeemed the code', REDEEMED],
  ['has listed the accounts', /^GET \/bank-oauth\/fdx\/v6\/accounts$/],
  ['has told an account number', /^GET \/bank-oauth\/.*\/payment-networks$/],
];

for (const [when, call] of POINTS) {
  killedIn(
    `a relink whose platform is killed when the bank ${when} ends properly, once, with the same ids`,
    async () => {
      const linked = await link(world, { accounts: NAMES });
      const healthy = await everything(world, linked);
      await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
      const session = await relinkSession(world, linked, { account: linked.accounts[0]!.id });
      const over = () => ended(session.id);
      const check = async () => {
        const done = await over();
        assert.equal(done.status, 'succeeded');
        assert.deepEqual(done.relink_result, {
          account: linked.accounts[0]!.id,
          authorization: linked.authorization,
          failure_reason: null,
        });
        assert.deepEqual(await everything(world, linked), healthy);
        assert.deepEqual(heardOf([...idsOf(linked.accounts), session.id]).map(withoutDay), [
          ...idsOf(linked.accounts).map((id) => ['account.reactivated', id]),
          ['session.updated', session.id],
        ]);
        const states = await consentsAtBank(world, 'bank-oauth', linked.customer!);
        assert.deepEqual(states, ['REVOKED', 'REVOKED', 'ACTIVE']);

        const again = await complete(world, (await relinkSession(world, linked)).id);
        assert.deepEqual(idsOf(again.accounts.data), idsOf(linked.accounts));
        assert.deepEqual(await everything(world, linked), healthy);
      };
      return { call, ask: () => complete(world, session.id), over, check };
    },
  );
}

killedIn('a first link whose platform is killed when the bank has redeemed the code is made once', async () => {
  const { id: customer } = await world.stripe.customers.create({});
  const session = await world.stripe.financialConnections.sessions.create({
    account_holder: { type: 'customer', customer },
    permissions: ['payment_method', 'balances'],
  });
  const ask = () => complete(world, session.id, { institution: 'Bank (OAuth)', accounts: NAMES });
  const over = () => ended(session.id);
  const check = async () => {
    const done = await over();
    assert.equal(done.status, 'succeeded');
    const { data } = await world.stripe.financialConnections.accounts.list({ account_holder: { customer } });
    assert.deepEqual(idsOf(data).toSorted(), idsOf(done.accounts.data).toSorted());
    assert.equal(data.length, 2);
    assert.deepEqual(heardOf([...idsOf(data), session.id]).map(withoutDay), [
      ...idsOf(done.accounts.data).map((id) => ['account.created', id]),
      ['session.updated', session.id],
    ]);
    const states = await consentsAtBank(world, 'bank-oauth', customer);
    assert.deepEqual(states, ['REVOKED', 'ACTIVE']);
  };
  return { call: REDEEMED, ask, over, check };
});

killedIn('a platform that is killed while it ends the old consent ends it after all', async () => {
  const linked = await link(world, { accounts: NAMES });
  const healthy = await everything(world, linked);
  const session = await relinkSession(world, linked);
  const ask = async () => {
    await complete(world, session.id);
    await new Promise(() => {});
  };
  const over = () =>
    until('the old consent was ended', async () => {
      const now = await consentsAtBank(world, 'bank-oauth', linked.customer!);
      return now[0] === 'REVOKED' && now;
    });
  const check = async () => {
    assert.equal((await ended(session.id)).status, 'succeeded');
    assert.deepEqual(await everything(world, linked), healthy);
    assert.deepEqual(await over(), ['REVOKED', 'ACTIVE']);
    assert.deepEqual(heardOf([...idsOf(linked.accounts), session.id]).map(withoutDay), [
      ['session.updated', session.id],
    ]);
  };
  return { call: /^PUT .*\/revocation$/, ask, over, check };
});

killedIn('a simulated event whose platform is killed when it has happened at the bank is observed, once', async () => {
  const linked = await link(world, { accounts: NAMES });
  const over = () =>
    until('the event was observed', async () => {
      const now = await everything(world, linked);
      return now.authorization.status === 'inactive' && now;
    });
  const check = async () => {
    const { authorization, accounts } = await over();
    assert.deepEqual(authorization.status_details, { inactive: { action: 'relink_required' } });
    for (const { status_details } of accounts) {
      assert.deepEqual(status_details, { inactive: { action: 'relink_required', cause: 'access_expired' } });
    }
    assert.deepEqual(
      heardOf(idsOf(linked.accounts)).map(withoutDay),
      idsOf(linked.accounts).map((id) => ['account.deactivated', id]),
    );
  };
  const ask = () => simulateOnAuthorization(world, linked.authorization, 'consent_expired');
  return { call: /^POST \/control\/.*\/simulate$/, ask, over, check };
});

killedIn(
  'a platform that is killed in the middle of an advance of time goes on with it, and every event has its day',
  async () => {
    const test_clock = await newClock(world);
    const linked = await link(world, { institution: 'Eventually Requires Reauthentication', test_clock });
    const ask = async () => {
      await world.stripe.testHelpers.testClocks.advance(test_clock, { frozen_time: DAY_ZERO + 31 * DAY_S });
      await new Promise(() => {});
    };
    const over = () =>
      until('the clock had arrived', async () => {
        await world.settle();
        return (await world.stripe.testHelpers.testClocks.retrieve(test_clock)).status === 'ready';
      });
    const check = async () => {
      assert.deepEqual(
        heardOf(idsOf(linked.accounts)),
        idsOf(linked.accounts).map((id) => ['account.deactivated', id, 30]),
      );
    };
    return { call: /^GET \/eventually-requires-reauthentication\/.*\/accounts$/, ask, over, check };
  },
);

killedIn('nobody is debited twice by a platform that is killed when the bank network has taken the debit', async () => {
  const payer = await linkPayer(world);
  const ask = async () => {
    await askOnce(world, payer, 'killed');
    await new Promise(() => {});
  };
  const check = async () => paidOnce(world, payer, (await askOnce(world, payer, 'killed')).id);
  return { call: /^POST \/ach\/entries$/, ask, over: async () => undefined, check };
});

test('nothing else is told by a platform that goes on where another was killed', () => {
  assert.deepEqual(
    heard.filter((event) => !known.has(idOf(event))),
    [],
  );
});
