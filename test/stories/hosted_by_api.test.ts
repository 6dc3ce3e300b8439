// A merchant repairs links by hosted sessions: by url and by e-mail, on a customer's clock and in real time, to every end they can have.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  advanceTo,
  complete,
  eventsAfter,
  everything,
  link,
  mark,
  newClock,
  type Session,
  simulateOnAuthorization,
  told,
} from '../story.ts';
import { openTestWorld, type World } from '../world.ts';

const OWNER = 'owner@example.com';
const DAY_MS = 86_400_000;
const SECOND = 1 / 86_400;
const NAMES = ['Everyday Checking', 'Rainy Day Savings'];

/** How far the platform's clock is ahead of the real one. */
let ahead_ms = 0;
let world: World;
before(async () => {
  world = await openTestWorld({ clock: { now: () => new Date(Date.now() + ahead_ms) } });
});
after(() => world.close());

type Linked = Awaited<ReturnType<typeof link>>;

/** A customer with an address whose bank has ended the consent. */
async function broken(options: { test_clock?: string; email?: string | null } = {}): Promise<Linked> {
  const { test_clock, email = OWNER } = options;
  const customer = await world.stripe.customers.create({
    name: 'Jenny Rosen',
    ...(email && { email }),
    ...(test_clock && { test_clock }),
  });
  const linked = await link(world, { customer: customer.id, accounts: NAMES });
  await simulateOnAuthorization(world, linked.authorization, 'consent_revoked');
  return linked;
}

async function ask(
  linked: { customer: string | null; authorization: string },
  account: string,
  delivery_method: 'email' | 'url' = 'email',
): Promise<Session> {
  return await world.stripe.financialConnections.sessions.create({
    ...(linked.customer && { account_holder: { type: 'customer', customer: linked.customer } }),
    permissions: ['payment_method', 'balances'],
    relink_options: { authorization: linked.authorization, account },
    ui_mode: 'hosted',
    hosted: { delivery_method },
  });
}

const retrieve = (id: string) => world.stripe.financialConnections.sessions.retrieve(id);

const TOO_SOON = { param: 'hosted[delivery_method]', message: /48 hours/ };

describe('a hosted relink', () => {
  const ends: ['cancel' | 'fail_authentication' | 'wrong_account' | 'unexpected_error', string, string][] = [
    ['cancel', 'cancelled', 'no_authorization'],
    ['fail_authentication', 'failed', 'no_authorization'],
    ['wrong_account', 'failed', 'no_account'],
    ['unexpected_error', 'failed', 'other'],
  ];
  for (const [outcome, status, failure_reason] of ends)
    test(`that ends by ${outcome} is told of once, changes nothing, and lifts nothing`, async () => {
      const linked = await broken();
      const { id } = linked.accounts[0]!;
      const before = await everything(world, linked);
      const session = await ask(linked, id);
      const since = await mark(world);
      const done = await complete(world, session.id, { outcome });
      assert.deepEqual([done.status, done.relink_result?.failure_reason], [status, failure_reason]);
      assert.deepEqual(await told(world, since), [['session.updated', session.id]]);
      const [event] = await eventsAfter(world, since);
      assert.deepEqual((event!.data.object as Session).status, status);
      assert.deepEqual(await everything(world, linked), before);
      await assert.rejects(ask(linked, id), TOO_SOON);
      assert.equal((await ask(linked, id, 'url')).status, 'pending');
    });
});

describe("the 48 hours count on the customer's clock", () => {
  test('to the second, and the newer e-mail takes the place of the older', async () => {
    const test_clock = await newClock(world);
    const linked = await broken({ test_clock });
    const { id } = linked.accounts[0]!;
    const first = await ask(linked, id);
    await advanceTo(world, test_clock, 2 - SECOND);
    await assert.rejects(ask(linked, id), { ...TOO_SOON, message: /2026-01-03T00:00:00\.000Z/ });
    await advanceTo(world, test_clock, 2);
    const since = await mark(world);
    const second = await ask(linked, id);
    assert.deepEqual(await told(world, since), [['session.updated', first.id]]);
    const over = await retrieve(first.id);
    assert.deepEqual([over.status, over.relink_result?.failure_reason], ['cancelled', 'no_authorization']);
    assert.equal((await complete(world, second.id)).status, 'succeeded');
    await assert.rejects(complete(world, first.id), { message: /already cancelled/ });
  });

  test('and not in real time', async () => {
    const test_clock = await newClock(world);
    const linked = await broken({ test_clock });
    const { id } = linked.accounts[0]!;
    await ask(linked, id);
    ahead_ms += 3 * DAY_MS;
    await assert.rejects(ask(linked, id), TOO_SOON);
  });
});

test('a hosted session stays pending through weeks and restarts, under the same address, while a modal one ends by itself', async () => {
  const linked = await broken();
  const { id } = linked.accounts[0]!;
  const byUrl = await ask(linked, id, 'url');
  const byEmail = await ask(linked, id);
  const modal = await world.stripe.financialConnections.sessions.create({ permissions: ['balances'] });
  const before = (await digestsSoFar()).map((mail) => mail.id);
  ahead_ms += 40 * DAY_MS;
  await world.restart();
  await world.settle();
  assert.deepEqual(await retrieve(byUrl.id), byUrl);
  assert.equal((await retrieve(byEmail.id)).status, 'pending');
  assert.equal((await retrieve(modal.id)).status, 'cancelled');
  assert.equal((await complete(world, byUrl.id)).status, 'succeeded');
  const digests = (await digestsSoFar()).filter((mail) => !before.includes(mail.id));
  assert.equal(digests.length, 1, 'the weeks that passed meanwhile are told of, once');
  assert.equal(digests[0]!.session, null);
  assert.match(digests[0]!.subject, /your bank connections, week of/);
});

/** Newest first. */
async function digestsSoFar(): Promise<{ id: string; type: string; subject: string; session: string | null }[]> {
  await world.settle();
  const path = `/v1/test_helpers/mailbox?to=${OWNER}&limit=100`;
  const { data } = (await world.stripe.rawRequest('GET', path)) as unknown as {
    data: Awaited<ReturnType<typeof digestsSoFar>>;
  };
  return data.filter(({ type }) => type === 'digest');
}
