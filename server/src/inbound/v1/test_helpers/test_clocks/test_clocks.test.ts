// Test clocks through the official SDK. Nothing is linked here, so an advance is only the job that it leaves.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type Stripe from 'stripe';
import type { Context } from '#domain/context.ts';
import { expireTestClock } from '#domain/customers/delete_test_clock.ts';
import { clockFailed, clockReady, customerTime } from '#domain/customers/test_clock.ts';
import type { TestClockId } from '#kernel/id.ts';
import { openTestApi, type TestApi } from '../../../../../../test/api.ts';

const START = 1_800_000_000;
const DAY = 86_400;

let api: TestApi;
let stripe: Stripe;
let clocks: Stripe['testHelpers']['testClocks'];
before(async () => {
  api = await openTestApi();
  stripe = api.stripe;
  clocks = stripe.testHelpers.testClocks;
});
after(() => api.close());

/** Runs a rule as the worker would: outside of a request. */
function rule<T>(work: (context: Context) => Promise<T>): Promise<T> {
  const { clock, random, vault } = api.world;
  return api.database.transact((trx) =>
    work({ trx, clock, random, vault, merchant: api.merchant, livemode: false, request: null }),
  );
}

async function eventsOf(id: string): Promise<string[]> {
  const { data } = await stripe.events.list({ type: 'test_helpers.*', limit: 100 });
  const own = data.filter((event) => (event.data.object as { id?: string }).id === id);
  return own.map(({ type }) => type.replace('test_helpers.test_clock.', '')).reverse();
}

describe('a test clock', () => {
  it('is created, retrieved and listed', async () => {
    const { lastResponse: _, ...clock } = await clocks.create({ frozen_time: START, name: 'Winter' });
    const { id, created, deletes_after, ...rest } = clock;
    assert.match(id, /^clock_[0-9A-Za-z]{24}$/);
    assert.equal(deletes_after - created, 30 * DAY);
    assert.deepEqual(rest, {
      object: 'test_helpers.test_clock',
      frozen_time: START,
      livemode: false,
      name: 'Winter',
      status: 'ready',
      status_details: {},
    });
    assert.deepEqual({ ...(await clocks.retrieve(id)) }, clock);
    assert.deepEqual((await clocks.list({ limit: 1 })).data, [clock]);
  });

  it('is the time of its customers', async () => {
    const { id } = await clocks.create({ frozen_time: START });
    const customer = await stripe.customers.create({ test_clock: id });
    assert.equal(customer.created, START);
    const [event] = (await stripe.events.list({ type: 'customer.created', limit: 1 })).data;
    assert.equal(event?.created, START);
    assert.deepEqual(await rule((context) => customerTime(context, id as TestClockId)), new Date(START * 1000));
    api.clock.set(new Date('2027-01-01T00:00:00Z'));
    assert.deepEqual(await rule((context) => customerTime(context, null)), new Date('2027-01-01T00:00:00Z'));
    api.clock.set(null);
  });

  it('advances by a job, and is ready at its target', async () => {
    const { id } = await clocks.create({ frozen_time: START });
    const advancing = await clocks.advance(id, { frozen_time: START + 30 * DAY });
    assert.deepEqual([advancing.status, advancing.frozen_time], ['advancing', START]);
    assert.deepEqual(advancing.status_details, { advancing: { target_frozen_time: START + 30 * DAY } });
    const jobs = await api.database.kysely
      .selectFrom('jobs')
      .selectAll()
      .where('kind', '=', 'test_clock.advance')
      .orderBy('id')
      .execute();
    assert.deepEqual(jobs.at(-1)?.payload, { clock: id });
    await assert.rejects(clocks.advance(id, { frozen_time: START + 40 * DAY }), /not ready/);
    await assert.rejects(stripe.customers.create({ test_clock: id }), { statusCode: 400, param: 'test_clock' });
    await assert.rejects(clocks.del(id), /is advancing/);
    await rule((context) => clockReady(context, id as TestClockId));
    const ready = await clocks.retrieve(id);
    assert.deepEqual([ready.status, ready.frozen_time, ready.status_details], ['ready', START + 30 * DAY, {}]);
    assert.deepEqual(await eventsOf(id), ['created', 'advancing', 'ready']);
  });

  it('that fails on its way stays where it is and says so', async () => {
    const { id } = await clocks.create({ frozen_time: START });
    await clocks.advance(id, { frozen_time: START + DAY });
    await rule((context) => clockFailed(context, id as TestClockId));
    assert.equal((await clocks.retrieve(id)).status, 'internal_failure');
    await assert.rejects(clocks.advance(id, { frozen_time: START + DAY }), /not ready/);
    await clocks.del(id);
    assert.deepEqual(await eventsOf(id), ['created', 'advancing', 'internal_failure', 'deleted']);
  });

  it('only goes forward, and at most two years at a time', async () => {
    const { id } = await clocks.create({ frozen_time: START });
    for (const frozen_time of [START, START - 1, START + 730 * DAY + 1]) {
      await assert.rejects(clocks.advance(id, { frozen_time }), { statusCode: 400, param: 'frozen_time' });
    }
    assert.equal((await clocks.advance(id, { frozen_time: START + 730 * DAY })).status, 'advancing');
  });

  it('has at most three customers, also when they are made at once', async () => {
    const { id } = await clocks.create({ frozen_time: START });
    const made = await Promise.allSettled(Array.from({ length: 5 }, () => stripe.customers.create({ test_clock: id })));
    const refused = made.filter((each) => each.status === 'rejected');
    assert.equal(refused.length, 2);
    for (const { reason } of refused) assert.match(reason.message, /at most 3 customers/);
  });

  it('is deleted with its customers', async () => {
    const { id } = await clocks.create({ frozen_time: START });
    const customer = await stripe.customers.create({ test_clock: id, name: 'Goes too' });
    assert.deepEqual({ ...(await clocks.del(id)) }, { id, object: 'test_helpers.test_clock', deleted: true });
    await assert.rejects(clocks.retrieve(id), { statusCode: 404, message: `No such test_clock: '${id}'` });
    assert.equal((await stripe.customers.retrieve(customer.id)).deleted, true);
    await assert.rejects(clocks.del(id), { statusCode: 404 });
    await assert.rejects(clocks.advance(id, { frozen_time: START + DAY }), { statusCode: 404 });
    assert.equal(
      (await clocks.list({ limit: 100 })).data.some((each) => each.id === id),
      false,
    );
    const [event] = (await stripe.events.list({ type: 'customer.deleted', limit: 1 })).data;
    assert.equal((event?.data.object as Stripe.Customer | undefined)?.id, customer.id);
  });

  it('goes by itself after its time', async () => {
    const { id } = await clocks.create({ frozen_time: START });
    const job = await api.database.kysely
      .selectFrom('jobs')
      .selectAll()
      .where('kind', '=', 'test_clock.expire')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    assert.deepEqual(job.payload, { clock: id });
    assert.equal(await rule((context) => expireTestClock(context, id as TestClockId)), null);
    await assert.rejects(clocks.retrieve(id), { statusCode: 404 });
    assert.equal(await rule((context) => expireTestClock(context, id as TestClockId)), null);
  });

  it('of another merchant does not exist', async () => {
    const other = await api.otherMerchant();
    const { id } = await other.testHelpers.testClocks.create({ frozen_time: START });
    await assert.rejects(clocks.retrieve(id), { statusCode: 404 });
    await assert.rejects(clocks.advance(id, { frozen_time: START + DAY }), { statusCode: 404 });
    await assert.rejects(stripe.customers.create({ test_clock: id }), { statusCode: 400, param: 'test_clock' });
  });

  it('is refused without a time or with one that cannot be', async () => {
    await assert.rejects(clocks.create({} as never), { code: 'parameter_missing', param: 'frozen_time' });
    for (const frozen_time of [0, 5_000_000_000, 1.5]) {
      await assert.rejects(clocks.create({ frozen_time }), { param: 'frozen_time', statusCode: 400 });
    }
  });
});
