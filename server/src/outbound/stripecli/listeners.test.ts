// Listeners' sockets: events reach them once, wait while they reconnect, whichever process they come back to, and hold nobody up.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import pino from 'pino';
import Stripe from 'stripe';
import { WebSocket } from 'ws';
import type { Database } from '#database/open.ts';
import { openContext } from '#domain/open_context.ts';
import { openCliSession } from '#domain/stripecli/cli_session.ts';
import { forgetListeners } from '#domain/stripecli/cli_session_rows.ts';
import { openShop, type Shop, turnableClock, vaultOf } from '#outbound/webhooks/testing.ts';
import { freshDatabase, type TestDatabase } from '../../../../test/databases.ts';
import { createListeners, type Listeners, type ListenersOptions } from './listeners.ts';
import { asksForSocket } from './upgrade.ts';

const vault = vaultOf(randomBytes(32));
const log = pino({ level: 'silent' });
const stripe = new Stripe('sk_test_unused');

interface Message {
  type: string;
  endpoint: { api_version: string | null };
  event_payload: string;
  http_headers: Record<string, string>;
  webhook_conversation_id: string;
  webhook_id: string;
}

/** A peer that speaks as the CLI does, and acknowledges unless told not to. */
interface Peer {
  /** The next event in the default version. */
  next(): Promise<Message>;
  socket: WebSocket;
  closed: Promise<unknown>;
}

describe('listeners of the Stripe CLI', () => {
  const clock = turnableClock();
  let storage: TestDatabase;
  let database: Database;
  let shop: Shop;
  let nodes: { listeners: Listeners; server: Server; url: string }[];

  before(async () => {
    storage = await freshDatabase();
    database = await storage.open();
  });
  after(async () => {
    await database.close();
    await storage.remove();
  });
  beforeEach(async () => {
    nodes = [];
    shop = await openShop({ database, clock, random: randomBytes, vault });
  });
  afterEach(async () => {
    for (const { listeners, server } of nodes) {
      await listeners.stop();
      server.close();
      server.closeAllConnections();
    }
  });

  async function openNode(options: Partial<ListenersOptions> = {}) {
    const listeners = createListeners({ database, clock, random: randomBytes, vault, log, ...options });
    const server = createServer({ shouldUpgradeCallback: asksForSocket }, (_, answer) => answer.end('plain'));
    server.on('upgrade', listeners.upgrade).listen(0, '127.0.0.1');
    await once(server, 'listening');
    listeners.start();
    const node = {
      listeners,
      server,
      url: `127.0.0.1:${(server.address() as AddressInfo).port}/v1/stripecli/subscribe`,
    };
    nodes.push(node);
    return node;
  }

  function openSession(merchant = shop.merchant) {
    return database.transact(async (trx) => {
      const context = await openContext({ clock, random: randomBytes, vault }, trx, { merchant, livemode: false });
      const opened = await openCliSession(context, 'laptop');
      assert.ok(typeof opened === 'object');
      return opened;
    });
  }

  async function connect(url: string, websocket_id: string, acknowledges = true): Promise<Peer> {
    const headers = { 'websocket-id': websocket_id };
    const socket = new WebSocket(`ws://${url}?websocket_feature=webhooks`, 'stripecli-devproxy-v1', { headers });
    const waiting: Message[] = [];
    let wake = () => {};
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as Message;
      const { webhook_conversation_id, webhook_id } = message;
      if (acknowledges)
        socket.send(JSON.stringify({ type: 'event_ack', event_id: webhook_id, webhook_conversation_id }));
      if (message.endpoint.api_version === null) waiting.push(message);
      wake();
    });
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await once(socket, 'open');
    return {
      socket,
      closed,
      async next() {
        for (;;) {
          const message = waiting.shift();
          if (message !== undefined) return message;
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      },
    };
  }

  const eventOf = ({ event_payload }: Message) => (JSON.parse(event_payload) as Stripe.Event).id;

  async function statusesOf(event: string): Promise<string[]> {
    const rows = database.kysely
      .selectFrom('cli_deliveries')
      .select('status')
      .where('event', '=', event as never);
    return (await rows.orderBy('created').execute()).map(({ status }) => status);
  }

  test('get each event of their merchant once, signed with his secret', async () => {
    const { url } = await openNode();
    const stranger = await openShop({ database, clock, random: randomBytes, vault });
    const { secret, websocket_id } = await openSession();
    assert.equal((await openSession()).secret, secret);
    assert.notEqual((await openSession(stranger.merchant)).secret, secret);
    const peer = await connect(url, websocket_id);
    await stranger.event();
    const first = await shop.event();
    await shop.fanOutAgain(first);
    const second = await shop.event();
    const messages = [await peer.next(), await peer.next()];
    assert.deepEqual(messages.map(eventOf), [first, second]);
    for (const { event_payload, http_headers } of messages) {
      stripe.webhooks.constructEvent(event_payload, http_headers['stripe-signature'] ?? '', secret);
    }
  });

  test('that only asked for the secret hear nothing', async () => {
    await openNode();
    await openSession();
    assert.deepEqual(await statusesOf(await shop.event()), []);
  });

  test('find what happened meanwhile when they come back, at whichever process', async () => {
    const [one, other] = [await openNode(), await openNode()];
    const { websocket_id } = await openSession();
    const before_it = await connect(one.url, websocket_id, false);
    const unacknowledged = await shop.event();
    assert.equal(eventOf(await before_it.next()), unacknowledged);
    before_it.socket.terminate();
    const missed = await shop.event();
    const after_it = await connect(other.url, websocket_id);
    assert.deepEqual([eventOf(await after_it.next()), eventOf(await after_it.next())], [unacknowledged, missed]);
    const next = await shop.event();
    assert.equal(eventOf(await after_it.next()), next);
  });

  test('are served by their newest socket only', async () => {
    const { url } = await openNode();
    const { websocket_id } = await openSession();
    const former = await connect(url, websocket_id);
    const present = await connect(url, websocket_id);
    await former.closed;
    const event = await shop.event();
    assert.equal(eventOf(await present.next()), event);
  });

  test('that are away for more than a minute, or are stopped, are forgotten and have to begin anew', async () => {
    const { url } = await openNode();
    const { websocket_id } = await openSession();
    const peer = await connect(url, websocket_id);
    peer.socket.terminate();
    clock.advance(61_000);
    await assert.rejects(connect(url, websocket_id), /404/);
    assert.deepEqual(await statusesOf(await shop.event()), []);

    const other = await openSession();
    const stopped = await connect(url, other.websocket_id);
    stopped.socket.close(1000, 'Connection Done');
    await stopped.closed;
    await assert.rejects(connect(url, 'cliws_unknown'), /404/);
  });

  test('that do not acknowledge are given up, and others go on', async () => {
    const { url } = await openNode({ patience_ms: 0 });
    const deaf = await connect(url, (await openSession()).websocket_id, false);
    const event = await shop.event();
    await deaf.closed;
    const peer = await connect(url, (await openSession()).websocket_id);
    const next = await shop.event();
    assert.equal(eventOf(await peer.next()), next);
    assert.deepEqual(await statusesOf(event), ['failed']);
  });

  test('are forgotten with what was sent to them, and only those that are over', async () => {
    const { url } = await openNode();
    const { websocket_id } = await openSession();
    const peer = await connect(url, websocket_id);
    const event = await shop.event();
    await peer.next();
    const forget = (before: Date) => database.transact((trx) => forgetListeners(trx, before, 1_000));
    await forget(clock.now());
    assert.equal((await statusesOf(event)).length, 1);
    clock.advance(61_000);
    assert.ok((await forget(clock.now())) > 0);
    assert.deepEqual(await statusesOf(event), []);
    await assert.rejects(connect(url, websocket_id), /404/);
  });

  test('leave everything else on the port as it is: other offers to change protocols are answered plainly', async () => {
    const { url } = await openNode();
    const asked = request(`http://${url}`, { headers: { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c' } });
    asked.end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    assert.equal(await new Response(Readable.toWeb(answer) as ReadableStream).text(), 'plain');
  });
});
