// Which endpoints an event fans out to, and that it does so once.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { Database } from '#database/open.ts';
import type { EventId } from '#kernel/id.ts';
import { freshDatabase, type TestDatabase } from '../../../../test/databases.ts';
import { fanOut } from './fan_out.ts';
import { deliveriesOf, openShop, type Shop, turnableClock, vaultOf } from './testing.ts';

const URL = 'http://127.0.0.1:9/';

describe('a fan-out', () => {
  const clock = turnableClock();
  const vault = vaultOf(randomBytes(32));
  let storage: TestDatabase;
  let database: Database;
  let shop: Shop;

  before(async () => {
    storage = await freshDatabase();
    database = await storage.open();
    shop = await openShop({ database, clock, random: randomBytes, vault });
  });
  after(async () => {
    await database.close();
    await storage.remove();
  });

  async function endpointsOf(event: EventId) {
    return [...(await deliveriesOf(database, event)).keys()].sort();
  }

  test('makes one delivery for each enabled endpoint of the merchant and mode that asked for the type', async () => {
    const stranger = await openShop({ database, clock, random: randomBytes, vault });
    await stranger.endpoint({ url: URL });
    const everything = await shop.endpoint({ url: URL });
    const exact = await shop.endpoint({ url: URL, enabled_events: ['customer.created', 'customer.updated'] });
    await shop.endpoint({ url: URL, enabled_events: ['customer.created'] });
    await shop.endpoint({ url: URL, livemode: true });
    await shop.endpoint({ url: URL, status: 'disabled' });
    await shop.endpoint({ url: URL, deleted_at: clock.now() });
    const event = await shop.event({ type: 'customer.updated' });
    assert.deepEqual(await endpointsOf(event), [everything.id, exact.id].sort());
    const deliveries = [...(await deliveriesOf(database, event)).values()];
    assert.ok(deliveries.every(({ delivery }) => delivery.status === 'pending' && delivery.attempts === 0));
  });

  test('that runs again makes no second delivery', async () => {
    const event = await shop.event({ type: 'customer.updated' });
    const before = await endpointsOf(event);
    await shop.fanOutAgain(event);
    assert.deepEqual(await endpointsOf(event), before);
  });

  test('of an event that nobody asked for makes none', async () => {
    const lonely = await openShop({ database, clock, random: randomBytes, vault });
    assert.deepEqual(await endpointsOf(await lonely.event()), []);
  });

  test('leaves nothing behind when its transaction does not commit', async () => {
    const event = await shop.event({ type: 'financial_connections.account.created' });
    const [delivery] = [...(await deliveriesOf(database, event)).values()];
    await database.kysely.deleteFrom('webhook_deliveries').where('event', '=', event).execute();
    assert.ok(delivery);
    const write = await fanOut({ database, clock, random: randomBytes }, { payload: { event } });
    const rolled_back = database.transact(async (trx) => {
      await write(trx);
      throw new Error('the job was lost to another process');
    });
    await assert.rejects(rolled_back, /lost to another/);
    assert.deepEqual(await endpointsOf(event), []);
  });
});
