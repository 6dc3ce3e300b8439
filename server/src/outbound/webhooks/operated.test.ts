// What operators do with endpoints, from the rule to the receiver's socket: roll the secret, send again, notice days of failure.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import pino from 'pino';
import type { Database } from '#database/open.ts';
import type { Context } from '#domain/context.ts';
import { openContext } from '#domain/open_context.ts';
import {
  forgetFormerSecrets,
  revealEndpointSecret,
  rollEndpointSecret,
} from '#domain/webhook_endpoints/endpoint_secret.ts';
import { resendEvent, resendFailed } from '#domain/webhook_endpoints/resend.ts';
import { updateWebhookEndpoint } from '#domain/webhook_endpoints/webhook_endpoint.ts';
import { lockWebhookEndpoint, type WebhookEndpoint } from '#domain/webhook_endpoints/webhook_endpoint_rows.ts';
import { DAY_MS, HOUR_MS } from '#kernel/clock.ts';
import type { EventId, WebhookEndpointId } from '#kernel/id.ts';
import { freshDatabase, type TestDatabase } from '../../../../test/databases.ts';
import { openEgress } from '../egress/egress.ts';
import { createWebhookSender, type WebhookSender } from './deliver.ts';
import {
  accept,
  answerWith,
  type Behaviour,
  deliveriesOf,
  isSignedWith,
  openShop,
  type Receiver,
  refuse,
  type Shop,
  startReceiver,
  turnableClock,
  vaultOf,
} from './testing.ts';

const vault = vaultOf(randomBytes(32));

describe('a webhook endpoint', () => {
  let storage: TestDatabase;
  let database: Database;
  let clock: ReturnType<typeof turnableClock>;
  let shop: Shop;
  let sender: WebhookSender;
  let receiver: Receiver;
  let behaviour: Behaviour;
  let id: WebhookEndpointId;
  let whsec: string;

  before(async () => {
    storage = await freshDatabase();
    database = await storage.open();
  });
  after(async () => {
    await database.close();
    await storage.remove();
  });
  beforeEach(async () => {
    clock = turnableClock();
    shop = await openShop({ database, clock, random: randomBytes, vault });
    behaviour = accept;
    receiver = await startReceiver((answer, nth) => behaviour(answer, nth));
    ({ id, whsec } = await shop.endpoint({ url: receiver.origin }));
    const egress = openEgress({ sandbox: true, allowed: [] });
    const plain = { database, clock, random: randomBytes, vault, log: pino({ level: 'silent' }), egress };
    sender = createWebhookSender({ ...plain, sandbox: true, public_url: 'https://relink.example.com' });
    sender.start();
  });
  afterEach(async () => {
    await receiver.close();
    await sender.stop();
    await database.kysely.updateTable('webhook_endpoints').set({ deleted_at: clock.now() }).execute();
  });

  /** As a request does it: the endpoint locked, everything in one transaction. */
  function act<T>(work: (context: Context, endpoint: WebhookEndpoint) => Promise<T>): Promise<T> {
    return database.transact(async (trx) => {
      const owner = { merchant: shop.merchant, livemode: false };
      const context = await openContext({ clock, random: randomBytes, vault }, trx, owner);
      const endpoint = await lockWebhookEndpoint(context, id);
      assert.ok(endpoint);
      return await work(context, endpoint);
    });
  }

  const roll = (hours: number) =>
    act(async (context, endpoint) => (await rollEndpointSecret(context, endpoint, hours)).secret);
  const resend = (event: EventId) => act((context, endpoint) => resendEvent(context, event, endpoint));
  const set = (status: WebhookEndpoint['status']) =>
    act((context, row) => updateWebhookEndpoint(context, row, { status }));
  const row = () =>
    database.kysely.selectFrom('webhook_endpoints').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

  async function deliver(): Promise<EventId> {
    const event = await shop.event();
    await sender.settled();
    return event;
  }

  /** How many days pass before a next event is delivered, or fails. */
  function later(days: number): Promise<EventId> {
    clock.advance(days * DAY_MS);
    return deliver();
  }

  async function newest(secrets: string[]): Promise<boolean[]> {
    await deliver();
    return secrets.map((secret) => isSignedWith(receiver.calls.at(-1)!, secret));
  }

  async function triesOf(event: EventId) {
    const { delivery, tries = [] } = (await deliveriesOf(database, event)).get(id) ?? {};
    return [delivery?.status, ...tries.map(({ outcome }) => outcome)];
  }

  async function mails() {
    const rows = database.kysely.selectFrom('mails').selectAll().where('merchant', '=', shop.merchant);
    return await rows.orderBy('sequence').execute();
  }

  describe('whose secret is rolled', () => {
    test('is signed for with both secrets while they overlap, then with the new one only', async () => {
      const next = await roll(24);
      assert.notEqual(next, whsec);
      assert.deepEqual(await newest([whsec, next]), [true, true]);
      clock.advance(24 * HOUR_MS - 1);
      assert.deepEqual(await newest([whsec, next]), [true, true]);
      clock.advance(1);
      assert.deepEqual(await newest([whsec, next]), [false, true]);
    });

    test('without an overlap is signed for with the new one at once', async () => {
      const next = await roll(0);
      assert.deepEqual(await newest([whsec, next]), [false, true]);
      assert.equal((await row()).previous_secret, null);
    });

    test('again during the overlap keeps the newest two', async () => {
      const second = await roll(168);
      const third = await roll(1);
      assert.deepEqual(await newest([whsec, second, third]), [false, true, true]);
    });

    test('shows the secret that is in force, and keeps neither in clear nor for longer than it signs', async () => {
      const next = await roll(1);
      assert.equal(await act(async (context, endpoint) => revealEndpointSecret(context, endpoint)), next);
      const kept = Object.values(await row()).map((value) => Buffer.from(String(value)).toString('latin1'));
      assert.equal(kept.join().includes(next) || kept.join().includes(whsec), false);
      await forgetFormerSecrets(database.kysely, clock.now());
      assert.notEqual((await row()).previous_secret, null);
      clock.advance(HOUR_MS);
      await forgetFormerSecrets(database.kysely, clock.now());
      assert.deepEqual([(await row()).previous_secret, (await row()).previous_secret_until], [null, null]);
    });
  });

  describe('that an event is sent to again', () => {
    test('gets the same event id, and every attempt stays on record', async () => {
      const event = await deliver();
      assert.equal(await resend(event), null);
      await sender.settled();
      assert.deepEqual(
        receiver.calls.map(({ body }) => JSON.parse(body).id),
        [event, event],
      );
      assert.deepEqual(await triesOf(event), ['delivered', 'delivered', 'delivered']);
    });

    test('gets new tries after those that were given up', async () => {
      behaviour = refuse;
      const event = await deliver();
      for (let hours = 0; hours < 4; hours += 1) {
        clock.advance(HOUR_MS);
        await sender.settled();
      }
      assert.deepEqual(await triesOf(event), ['failed', 'refused', 'refused', 'refused']);
      assert.equal(await resend(event), null);
      await sender.settled();
      assert.deepEqual((await triesOf(event)).slice(0, 1), ['pending']);
      behaviour = accept;
      clock.advance(HOUR_MS);
      await sender.settled();
      assert.deepEqual(await triesOf(event), ['delivered', 'refused', 'refused', 'refused', 'refused', 'delivered']);
    });

    test('does not wait for the next try, and is called once however often it is asked for', async () => {
      behaviour = answerWith(500, 200);
      const event = await deliver();
      await act(async (context, endpoint) => {
        for (let asked = 0; asked < 3; asked += 1) assert.equal(await resendEvent(context, event, endpoint), null);
      });
      await sender.settled();
      assert.deepEqual(await triesOf(event), ['delivered', 'refused', 'delivered']);
    });

    test('gets it also where it did not ask for the type', async () => {
      const quiet = await shop.endpoint({ url: `${receiver.origin}/quiet`, enabled_events: ['customer.created'] });
      const event = await deliver();
      id = quiet.id;
      assert.equal(await resend(event), null);
      await sender.settled();
      assert.deepEqual(
        receiver.calls.map(({ path }) => path),
        ['/', '/quiet'],
      );
    });

    test('gets nothing while it is disabled', async () => {
      const event = await deliver();
      await set('disabled');
      assert.equal(await resend(event), 'endpoint_disabled');
      assert.equal(await act((context, endpoint) => resendFailed(context, endpoint)), 'endpoint_disabled');
    });

    test('gets all that failed, once', async () => {
      behaviour = refuse;
      const events = [await deliver(), await deliver(), await deliver()];
      // Disabled, its deliveries end; enabled, they can be sent again.
      await set('disabled');
      clock.advance(HOUR_MS);
      await sender.settled();
      await set('enabled');
      behaviour = accept;
      const fine = await deliver();
      const before = receiver.calls.length;
      assert.equal(await act((context, endpoint) => resendFailed(context, endpoint)), 3);
      assert.equal(await act((context, endpoint) => resendFailed(context, endpoint)), 0);
      await sender.settled();
      const again = receiver.calls.slice(before).map(({ body }) => JSON.parse(body).id);
      assert.deepEqual(again.toSorted(), events.toSorted());
      for (const event of events) assert.deepEqual(await triesOf(event), ['delivered', 'refused', 'delivered']);
      assert.deepEqual(await triesOf(fine), ['delivered', 'delivered']);
    });
  });

  describe('that fails', () => {
    test('is known to fail since its first failure, until it answers', async () => {
      assert.equal((await row()).failing_since, null);
      behaviour = refuse;
      await deliver();
      const since = clock.now();
      await later(1);
      assert.deepEqual((await row()).failing_since, since);
      behaviour = accept;
      await later(1);
      assert.equal((await row()).failing_since, null);
    });

    test('for three days is written about once, for five is disabled, and starts anew when it is enabled', async () => {
      await shop.member('owner@example.com', 'owner', true);
      await shop.member('operator@example.com', 'operator', true);
      await shop.member('viewer@example.com', 'viewer', true);
      await shop.member('invited@example.com', 'owner', false);
      behaviour = refuse;
      await deliver();
      const since = Math.floor(clock.now().getTime() / 1000);
      await later(2.9);
      assert.deepEqual(await mails(), []);
      await later(0.1);
      await later(1);
      const warned = await mails();
      assert.deepEqual(
        warned.map(({ type, recipient }) => [type, recipient]),
        [
          ['webhook_failing', 'owner@example.com'],
          ['webhook_failing', 'operator@example.com'],
        ],
      );
      const endpoint_url = `https://relink.example.com/dashboard/webhooks/${id}`;
      assert.deepEqual(warned[0]?.data, { url: receiver.origin, endpoint_url, failing_since: since, failed: 3 });
      assert.equal((await row()).status, 'enabled');
      await later(1);
      const { status, disabled_reason } = await row();
      assert.deepEqual([status, disabled_reason], ['disabled', 'failing']);
      const told = (await mails()).slice(2).map(({ type, recipient }) => `${type} ${recipient}`);
      assert.deepEqual(told, ['webhook_disabled owner@example.com', 'webhook_disabled operator@example.com']);
      const calls = receiver.calls.length;
      await later(1);
      assert.equal(receiver.calls.length, calls);
      await set('enabled');
      const enabled = await row();
      assert.deepEqual(
        [enabled.disabled_reason, enabled.failing_since, enabled.warned_at, enabled.status],
        [null, null, null, 'enabled'],
      );
      await deliver();
      assert.equal((await row()).status, 'enabled');
    });

    test('has not failed yet at a new address', async () => {
      behaviour = refuse;
      await deliver();
      const url = `${receiver.origin}/elsewhere`;
      await act((context, endpoint) => updateWebhookEndpoint(context, endpoint, { url }));
      assert.equal((await row()).failing_since, null);
    });
  });
});
