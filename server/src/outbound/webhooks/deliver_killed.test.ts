// A sender that is killed during a call loses nothing: its successor knows what happened and sends the event again.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import Stripe from 'stripe';
import { MINUTE_MS } from '#kernel/clock.ts';
import type { EventId } from '#kernel/id.ts';
import { freshDatabase } from '../../../../test/databases.ts';
import { openEgress } from '../egress/egress.ts';
import { createWebhookSender } from './deliver.ts';
import { accept, deliveriesOf, openShop, type Receiver, startReceiver, turnableClock, vaultOf } from './testing.ts';

const PROGRAM = fileURLToPath(new URL('./sender_process.ts', import.meta.url));
const EVENTS = 3;
const key = randomBytes(32);
const vault = vaultOf(key);
const stripe = new Stripe('sk_test_unused');

describe('a sender that is killed', () => {
  test('forgets nothing: the same events arrive again and the broken tries are on record', async () => {
    const storage = await freshDatabase();
    let alive = true;
    const receiver = await startReceiver((answer) => !alive && accept(answer, 1));
    const clock = turnableClock();
    const { whsec, endpoint, events } = await fill(storage, receiver, clock);

    const child = spawn(process.execPath, [PROGRAM], {
      env: { ...process.env, ...storage.env, KEY: key.toString('hex') },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    await Promise.race([receiver.called(EVENTS), ended(child)]);
    child.kill('SIGKILL');
    await once(child, 'exit');
    alive = false;

    const database = await storage.open();
    for (const event of events) {
      const found = (await deliveriesOf(database, event)).get(endpoint);
      assert.deepEqual(
        found?.tries.map(({ outcome }) => outcome),
        ['interrupted'],
      );
      assert.equal(found?.delivery.status, 'pending');
    }
    const log = pino({ level: 'silent' });
    const options = {
      database,
      clock,
      random: randomBytes,
      vault,
      log,
      egress: openEgress({ sandbox: true, allowed: [] }),
      sandbox: true,
      public_url: 'http://127.0.0.1:4242',
    };
    const successor = createWebhookSender(options);
    successor.start();
    // Other processes may share PostgreSQL, so there the dead one's lease has to run out first.
    if (storage.engine === 'postgres') clock.advance(MINUTE_MS);
    await successor.settled();
    for (const event of events) {
      const found = (await deliveriesOf(database, event)).get(endpoint);
      assert.deepEqual(
        found?.tries.map(({ outcome }) => outcome),
        ['interrupted', 'delivered'],
      );
      assert.equal(found?.delivery.status, 'delivered');
    }
    const ids = receiver.calls.map(({ body, headers }) => {
      return stripe.webhooks.constructEvent(body, headers['stripe-signature'] ?? '', whsec).id;
    });
    assert.deepEqual(ids.toSorted(), [...events, ...events].toSorted());
    await successor.stop();
    await database.close();
    await receiver.close();
    await storage.remove();
  });
});

async function fill(
  storage: Awaited<ReturnType<typeof freshDatabase>>,
  receiver: Receiver,
  clock: ReturnType<typeof turnableClock>,
) {
  const database = await storage.open();
  const shop = await openShop({ database, clock, random: randomBytes, vault });
  const { id: endpoint, whsec } = await shop.endpoint({ url: receiver.origin });
  const events: EventId[] = [];
  for (let count = 0; count < EVENTS; count += 1) events.push(await shop.event());
  await database.close();
  return { whsec, endpoint, events };
}

/** Rejects if the process ends by itself: then there is nothing to kill. */
async function ended(child: ChildProcess): Promise<never> {
  const [code] = await once(child, 'exit');
  throw new Error(`the sender ended by itself with code ${code}`);
}
