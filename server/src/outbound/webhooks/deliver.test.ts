// Deliveries from the event's row to a receiver's socket: signed, retried, recorded, fair, and lost by nobody's death.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import pino from 'pino';
import Stripe from 'stripe';
import type { Database } from '#database/open.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#kernel/clock.ts';
import { freshDatabase, type TestDatabase } from '../../../../test/databases.ts';
import { openEgress } from '../egress/egress.ts';
import { createWebhookSender, type WebhookSender, type WebhookSenderOptions } from './deliver.ts';
import {
  accept,
  answerWith,
  type Behaviour,
  deliveriesOf,
  hang,
  openShop,
  type ReceivedCall,
  type Receiver,
  type Shop,
  startReceiver,
  turnableClock,
  vaultOf,
} from './testing.ts';

const stripe = new Stripe('sk_test_unused');
const vault = vaultOf(randomBytes(32));
const log = pino({ level: 'silent' });
/** More than the spread that chance adds to a wait. */
const A_LITTLE = 1.2;

describe('webhook deliveries', () => {
  let storage: TestDatabase;
  let database: Database;
  let clock: ReturnType<typeof turnableClock>;
  let shop: Shop;
  let receivers: Receiver[];
  let senders: WebhookSender[];

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
    receivers = [];
    senders = [];
  });
  afterEach(async () => {
    await Promise.all(receivers.map((receiver) => receiver.close()));
    await Promise.all(senders.map((sender) => sender.stop()));
    await database.kysely.updateTable('webhook_endpoints').set({ status: 'disabled' }).execute();
  });

  async function receive(behaviour?: Behaviour): Promise<Receiver> {
    const receiver = await startReceiver(behaviour);
    receivers.push(receiver);
    return receiver;
  }

  function send(options: Partial<WebhookSenderOptions> = {}): WebhookSender {
    const { sandbox = true } = options;
    const egress = openEgress({ sandbox, allowed: [] });
    const plain = { database, clock, random: randomBytes, vault, log, egress, sandbox };
    const sender = createWebhookSender({ ...plain, public_url: 'http://127.0.0.1:4242', ...options });
    senders.push(sender);
    sender.start();
    return sender;
  }

  function verify({ body, headers }: ReceivedCall, whsec: string): Stripe.Event {
    return stripe.webhooks.constructEvent(body, headers['stripe-signature'] ?? '', whsec);
  }

  test('the official SDK accepts what arrives', async () => {
    const receiver = await receive();
    const { id, whsec } = await shop.endpoint({ url: `${receiver.origin}/hooks?a=1` });
    const event = await shop.event();
    await send().settled();
    assert.equal(receiver.calls.length, 1);
    const [call] = receiver.calls as [ReceivedCall];
    const received = verify(call, whsec);
    assert.equal(received.id, event);
    assert.equal(received.pending_webhooks, 1);
    assert.equal(received.type, 'customer.updated');
    assert.deepEqual(received.data.object, { id: 'cus_1', object: 'customer', name: 'Grüße ✓' });
    assert.equal(call.path, '/hooks?a=1');
    assert.equal(call.headers['content-type'], 'application/json; charset=utf-8');
    assert.match(call.headers['user-agent'] ?? '', /^Relink\//);
    assert.throws(() => verify(call, 'whsec_another'));
    const found = (await deliveriesOf(database, event)).get(id);
    assert.equal(found?.delivery.status, 'delivered');
    assert.deepEqual(
      found?.tries.map(({ outcome, status_code }) => [outcome, status_code]),
      [['delivered', 200]],
    );
  });

  test('each endpoint gets the types it asked for, in its own version, under its own secret', async () => {
    const [all, old, other] = [await receive(), await receive(), await receive()];
    const authorization = { object: 'financial_connections.authorization', account_holder: null, institution: null };
    const first = await shop.endpoint({ url: all.origin });
    const type = 'financial_connections.account.deactivated';
    const second = await shop.endpoint({ url: old.origin, enabled_events: [type], api_version: '2026-07-29.dahlia' });
    await shop.endpoint({ url: other.origin, enabled_events: ['financial_connections.account.reactivated'] });
    await shop.event({ type, data: { object: { ...authorization, id: 'fcauth_1', status: 'disconnected' } } });
    await send().settled();
    const [newest] = all.calls.map((call) => verify(call, first.whsec));
    const [older] = old.calls.map((call) => verify(call, second.whsec));
    assert.equal(newest?.api_version, '2026-09-30.preview');
    assert.ok('account_holder' in (newest?.data.object ?? {}));
    assert.equal(older?.api_version, '2026-07-29.dahlia');
    assert.ok(!('account_holder' in (older?.data.object ?? {})));
    assert.equal(newest?.pending_webhooks, 2);
    assert.equal(other.calls.length, 0);
  });

  test('a refused event is sent again later, with a new timestamp and the same id', async () => {
    const receiver = await receive(answerWith(500, 200));
    const { id, whsec } = await shop.endpoint({ url: receiver.origin });
    const event = await shop.event();
    const sender = send();
    await sender.settled();
    assert.equal(receiver.calls.length, 1);
    clock.advance(4 * MINUTE_MS);
    await sender.settled();
    assert.equal(receiver.calls.length, 1);
    clock.advance(2 * MINUTE_MS);
    await sender.settled();
    assert.deepEqual(
      receiver.calls.map((call) => verify(call, whsec).id),
      [event, event],
    );
    const times = receiver.calls.map(({ headers }) =>
      Number(/^t=(\d+)/.exec(String(headers['stripe-signature']))?.[1]),
    );
    assert.equal(Number(times[1]) - Number(times[0]), 6 * 60);
    const { delivery, tries = [] } = (await deliveriesOf(database, event)).get(id) ?? {};
    assert.equal(delivery?.status, 'delivered');
    assert.deepEqual(
      tries.map(({ attempt, outcome, status_code, detail }) => ({ attempt, outcome, status_code, detail })),
      [
        { attempt: 1, outcome: 'refused', status_code: 500, detail: 'an answer' },
        { attempt: 2, outcome: 'delivered', status_code: 200, detail: null },
      ],
    );
  });

  test('the sandbox gives up after three tries', async () => {
    const receiver = await receive(answerWith(500, 302, 404, 200));
    const { id } = await shop.endpoint({ url: receiver.origin });
    const event = await shop.event();
    const sender = send();
    for (let hours = 0; hours < 24; hours += 1) {
      await sender.settled();
      clock.advance(HOUR_MS);
    }
    const { delivery, tries } = (await deliveriesOf(database, event)).get(id) ?? {};
    assert.deepEqual(
      tries?.map(({ status_code }) => status_code),
      [500, 302, 404],
    );
    assert.equal(delivery?.status, 'failed');
  });

  test('live events go only to public addresses and are tried for three days', async () => {
    const receiver = await receive();
    const { id } = await shop.endpoint({ url: receiver.origin.replace('http:', 'https:'), livemode: true });
    const event = await shop.event({ livemode: true });
    const sandbox = send();
    await sandbox.settled();
    assert.equal((await deliveriesOf(database, event)).get(id)?.tries.length, 0);
    const live = send({ sandbox: false });
    const opened = clock.now().getTime();
    for (let hours = 0; hours < 80; hours += 1) {
      await live.settled();
      clock.advance(HOUR_MS);
    }
    const { delivery, tries = [] } = (await deliveriesOf(database, event)).get(id) ?? {};
    assert.equal(delivery?.status, 'failed');
    assert.ok(tries.every(({ outcome, status_code }) => outcome === 'blocked' && status_code === null));
    const last = Number(tries.at(-1)?.started_at.getTime()) - opened;
    assert.ok(tries.length > 10 && last > 2.4 * DAY_MS && last <= 3 * DAY_MS + HOUR_MS);
    assert.equal(receiver.calls.length, 0);
  });

  test('a hanging receiver holds up nobody else, however much it has been sent', async () => {
    let release: (() => void)[] = [];
    const hanging = await receive((answer) => void release.push(() => accept(answer, 1)));
    const quick = await receive();
    const slow = await shop.endpoint({ url: hanging.origin, enabled_events: ['customer.created'] });
    await shop.endpoint({ url: quick.origin, enabled_events: ['customer.updated'] });
    const stuck = [];
    for (let count = 0; count < 20; count += 1) stuck.push(await shop.event({ type: 'customer.created' }));
    const sender = send();
    await hanging.called(4);
    for (let count = 0; count < 20; count += 1) await shop.event({ type: 'customer.updated' });
    await quick.called(20);
    assert.equal(hanging.calls.length, 4);
    const letGo = setInterval(() => {
      for (const end of release) end();
      release = [];
    }, 1);
    await sender.settled();
    clearInterval(letGo);
    assert.deepEqual(new Set(hanging.calls.map((call) => verify(call, slow.whsec).id)), new Set(stuck));
  });

  test('a disabled or deleted endpoint gets no more tries, one that is enabled again does', async () => {
    const receiver = await receive(answerWith(500, 500, 500));
    const fields = { url: receiver.origin };
    const endpoints = [await shop.endpoint(fields), await shop.endpoint(fields), await shop.endpoint(fields)];
    const event = await shop.event();
    const sender = send();
    await sender.settled();
    const [disabled, deleted, paused] = endpoints.map(({ id }) => id);
    const set = async (id: typeof disabled, change: object) => {
      if (id) await database.kysely.updateTable('webhook_endpoints').set(change).where('id', '=', id).execute();
    };
    await set(disabled, { status: 'disabled' });
    await set(deleted, { deleted_at: clock.now() });
    await set(paused, { status: 'disabled' });
    await set(paused, { status: 'enabled' });
    clock.advance(5 * MINUTE_MS * A_LITTLE);
    await sender.settled();
    const found = await deliveriesOf(database, event);
    const states = endpoints.map(({ id }) => [found.get(id)?.delivery.status, found.get(id)?.tries.length]);
    assert.deepEqual(states, [
      ['failed', 1],
      ['failed', 1],
      ['delivered', 2],
    ]);
    assert.equal(receiver.calls.length, 4);
  });

  test('a stopped sender breaks off, says so, and its successor sends the event again', async () => {
    const receiver = await receive((answer, nth) => (nth === 1 ? hang : accept)(answer, nth));
    const { id, whsec } = await shop.endpoint({ url: receiver.origin });
    const first = send();
    const event = await shop.event();
    await receiver.called(1);
    await first.stop();
    const { delivery, tries = [] } = (await deliveriesOf(database, event)).get(id) ?? {};
    assert.equal(delivery?.status, 'pending');
    assert.deepEqual(
      tries.map(({ outcome, detail }) => [outcome, detail]),
      [['interrupted', 'the sender was stopped']],
    );
    await send().settled();
    assert.deepEqual(
      receiver.calls.map((call) => verify(call, whsec).id),
      [event, event],
    );
    assert.equal((await deliveriesOf(database, event)).get(id)?.delivery.status, 'delivered');
  });

  test('two senders on one database send each event once', async () => {
    const receiver = await receive();
    const { whsec } = await shop.endpoint({ url: receiver.origin });
    const events = [];
    for (let count = 0; count < 50; count += 1) events.push(await shop.event());
    const [left, right] = [send(), send()];
    await Promise.all([left.settled(), right.settled()]);
    await Promise.all([left.settled(), right.settled()]);
    const received = receiver.calls.map((call) => verify(call, whsec).id);
    assert.deepEqual(received.toSorted(), events.toSorted());
  });

  test('an endpoint whose secret does not open fails alone', async () => {
    const receiver = await receive();
    const broken = await shop.endpoint({ url: receiver.origin, secret: randomBytes(200) });
    await shop.endpoint({ url: receiver.origin });
    const event = await shop.event();
    await send().settled();
    assert.equal(receiver.calls.length, 1);
    const { tries } = (await deliveriesOf(database, event)).get(broken.id) ?? {};
    assert.deepEqual(
      tries?.map(({ outcome }) => outcome),
      ['unreachable'],
    );
  });

  test('a commit wakes the sender without anybody asking', async () => {
    const receiver = await receive();
    await shop.endpoint({ url: receiver.origin });
    const sender = send();
    await sender.settled();
    await shop.event();
    await receiver.called(1);
    await sender.settled();
  });
});
