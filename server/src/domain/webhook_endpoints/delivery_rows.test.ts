// Claiming deliveries: fair between endpoints, one taker each, and right about tries that outlived their lease.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after as afterAll, before, beforeEach, describe, test } from 'node:test';
import type { Database } from '#database/open.ts';
import { after, SECOND_MS } from '#kernel/clock.ts';
import type { EventId, WebhookEndpointId } from '#kernel/id.ts';
import { deliveriesOf, openShop, type Shop, turnableClock, vaultOf } from '#outbound/webhooks/testing.ts';
import { freshDatabase, type TestDatabase } from '../../../../test/databases.ts';
import type { Outcome } from './delivery.ts';
import { type ClaimedDelivery, claimDeliveries, type EndedTry, endTries, type Room } from './delivery_rows.ts';

const url = 'http://127.0.0.1:9/';
const ROOM: Room = { total: 1_000, per_endpoint: 4, suspects: 100, endpoints: [] };
const MANY = 600;

describe('deliveries', () => {
  const clock = turnableClock();
  let storage: TestDatabase;
  let database: Database;
  let shop: Shop;

  before(async () => {
    storage = await freshDatabase();
    database = await storage.open();
  });
  afterAll(async () => {
    await database.close();
    await storage.remove();
  });
  beforeEach(async () => {
    await database.kysely.deleteFrom('webhook_attempts').execute();
    await database.kysely.deleteFrom('webhook_deliveries').execute();
    await database.kysely.deleteFrom('webhook_endpoints').execute();
    shop = await openShop({ database, clock, random: randomBytes, vault: vaultOf(randomBytes(32)) });
  });

  function claim(room: Partial<Room> = {}, position = '') {
    const now = clock.now();
    const lease_until = after(now, 30 * SECOND_MS);
    return claimDeliveries(database.kysely, {
      livemode: false,
      after: position,
      now,
      lease_until,
      room: { ...ROOM, ...room },
    });
  }

  function end({ id, endpoint, attempt }: ClaimedDelivery, outcome: Outcome, next: EndedTry['next']): Promise<void> {
    const answer = { outcome, duration_ms: 5, status_code: null, detail: null };
    return endTries(database.kysely, [{ delivery: id, endpoint: endpoint.id, attempt, answer, next }]);
  }

  async function stateOf(event: EventId) {
    const [found] = [...(await deliveriesOf(database, event)).values()];
    return { status: found?.delivery.status, outcomes: found?.tries.map(({ outcome }) => outcome) };
  }

  function endpointsOf({ claimed }: { claimed: ClaimedDelivery[] }): WebhookEndpointId[] {
    return claimed.map(({ endpoint }) => endpoint.id);
  }

  test('are claimed some of each endpoint, however many one has waiting', async () => {
    const busy = await shop.endpoint({ url, enabled_events: ['a'] });
    const other = await shop.endpoint({ url, enabled_events: ['b'] });
    for (let count = 0; count < 20; count += 1) await shop.event({ type: 'a' });
    for (let count = 0; count < 2; count += 1) await shop.event({ type: 'b' });
    const endpoints = endpointsOf(await claim());
    assert.deepEqual(
      [busy, other].map(({ id }) => endpoints.filter((endpoint) => endpoint === id).length),
      [4, 2],
    );
  });

  test('go first to the endpoints with the fewest in flight', async () => {
    const first = await shop.endpoint({ url });
    const second = await shop.endpoint({ url });
    for (let count = 0; count < 3; count += 1) await shop.event();
    const [busy = first.id, idle = second.id] = [first.id, second.id].sort();
    const endpoints = [{ id: busy, in_flight: 3, free: 10, suspect: false }];
    assert.deepEqual(endpointsOf(await claim({ total: 2, endpoints })), [idle, idle]);
  });

  test('of slow endpoints are claimed only as far as there is room for those', async () => {
    const ids: WebhookEndpointId[] = [];
    for (let count = 0; count < 5; count += 1) ids.push((await shop.endpoint({ url })).id);
    const quick = ids[0];
    await shop.event();
    const endpoints = ids.slice(1).map((id) => ({ id, in_flight: 0, free: 4, suspect: true }));
    const some = endpointsOf(await claim({ suspects: 2, endpoints }));
    assert.equal(some.length, 3);
    assert.ok(quick && some.includes(quick));
    assert.deepEqual(endpointsOf(await claim({ suspects: 0, endpoints })), []);
  });

  test('of more endpoints than one claim looks at are reached by going on', async () => {
    for (let count = 0; count < MANY; count += 1) await shop.endpoint({ url });
    const rows = await database.kysely.selectFrom('webhook_endpoints').select('id').execute();
    // A fan-out takes as many endpoints as a merchant may have, so these deliveries are written directly.
    const event = await shop.event({ type: 'customer.updated' });
    await database.kysely.deleteFrom('webhook_deliveries').execute();
    const plain = { event, status: 'pending' as const, due_at: clock.now(), created: clock.now() };
    const deliveries = rows.map(({ id }, index) => ({ ...plain, id: `wd_many${index}` as const, endpoint: id }));
    await database.kysely.insertInto('webhook_deliveries').values(deliveries).execute();
    const reached = new Set<string>();
    let position = '';
    do {
      const claimed = await claim({}, position);
      for (const endpoint of endpointsOf(claimed)) reached.add(endpoint);
      position = claimed.next;
    } while (position !== '');
    assert.equal(reached.size, MANY);
  });

  test('are claimed by one only, side by side and until the lease ends', async () => {
    await shop.endpoint({ url });
    for (let count = 0; count < 8; count += 1) await shop.event();
    const taken = await Promise.all([claim(), claim(), claim(), claim()]);
    const ids = taken.flatMap(({ claimed }) => claimed.map(({ id }) => id));
    assert.equal(new Set(ids).size, ids.length);
    await claim();
    assert.equal((await claim()).found, 0);
    clock.advance(30 * SECOND_MS);
    const { claimed } = await claim({ per_endpoint: 8 });
    assert.equal(claimed.length, 8);
    assert.deepEqual(new Set(claimed.map(({ attempt }) => attempt)), new Set([2]));
  });

  test('count only tries that ran to an end', async () => {
    await shop.endpoint({ url });
    const event = await shop.event();
    await claim();
    clock.advance(30 * SECOND_MS);
    const {
      claimed: [second],
    } = await claim();
    assert.ok(second);
    assert.deepEqual([second.attempt, second.ended_tries], [2, 0]);
    await end(second, 'refused', { status: 'pending', due_at: clock.now() });
    const {
      claimed: [third],
    } = await claim();
    assert.deepEqual([third?.attempt, third?.ended_tries], [3, 1]);
    assert.deepEqual((await stateOf(event)).outcomes, ['interrupted', 'refused', 'interrupted']);
  });

  test('are decided by the try that took over, unless the late one was accepted', async () => {
    await shop.endpoint({ url });
    const event = await shop.event();
    const {
      claimed: [late],
    } = await claim();
    clock.advance(30 * SECOND_MS);
    const {
      claimed: [second],
    } = await claim();
    assert.ok(late && second);
    await end(late, 'refused', { status: 'failed' });
    assert.deepEqual(await stateOf(event), { status: 'pending', outcomes: ['refused', 'interrupted'] });
    await end(late, 'delivered', { status: 'delivered' });
    await end(second, 'refused', { status: 'failed' });
    assert.deepEqual(await stateOf(event), { status: 'delivered', outcomes: ['delivered', 'refused'] });
  });

  test('that break off again and again are given up', async () => {
    await shop.endpoint({ url });
    const event = await shop.event();
    for (let count = 0; count < 64; count += 1) {
      assert.equal((await claim()).claimed.length, 1);
      clock.advance(30 * SECOND_MS);
    }
    const { found, claimed } = await claim();
    assert.deepEqual([found, claimed.length], [1, 0]);
    assert.equal((await stateOf(event)).status, 'failed');
  });

  test('of a closed endpoint are ended many at a time', async () => {
    const { id } = await shop.endpoint({ url });
    for (let count = 0; count < 30; count += 1) await shop.event();
    await database.kysely
      .updateTable('webhook_endpoints')
      .set({ deleted_at: clock.now() })
      .where('id', '=', id)
      .execute();
    const { found, claimed } = await claim({ total: 1 });
    assert.deepEqual([found, claimed.length], [30, 0]);
    assert.equal((await claim()).found, 0);
  });
});
