// What the tests of webhooks share: a receiver on a real socket, a clock to turn, a merchant with endpoints and events.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import { json } from '#database/json.ts';
import type { Database } from '#database/open.ts';
import type { Row } from '#database/schema.ts';
import type { Vault } from '#domain/context.ts';
import { secretPlace } from '#domain/webhook_endpoints/delivery.ts';
import { after, type Clock } from '#kernel/clock.ts';
import { type EventId, type MerchantId, newId, type Random, randomText, type WebhookEndpointId } from '#kernel/id.ts';
import { createSealer, localKey } from '#kernel/seal.ts';
import { fanOut } from './fan_out.ts';

export interface ReceivedCall {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Receiver {
  /** http://127.0.0.1:port */
  origin: string;
  calls: ReceivedCall[];
  /** Resolves when so many calls have come in over all. */
  called(times: number): Promise<void>;
  /** Ends the connections too, so that nothing holds the process. */
  close(): Promise<void>;
}

/** How a receiver answers its nth call, from 1. Returning without an answer leaves the sender hanging. */
export type Behaviour = (answer: ServerResponse, nth: number) => void;

export const accept: Behaviour = (answer) => void answer.writeHead(200).end('{"received":true}');
export const refuse: Behaviour = (answer) => void answer.writeHead(500).end();
export const hang: Behaviour = () => {};

export function answerWith(...statuses: number[]): Behaviour {
  return (answer, nth) => void answer.writeHead(statuses[nth - 1] ?? 200).end('an answer');
}

export async function startReceiver(behaviour: Behaviour = accept): Promise<Receiver> {
  const calls: ReceivedCall[] = [];
  let waiting: { times: number; resolve: () => void }[] = [];
  const server = createServer(async (request, answer) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', url: path = '', headers } = request;
    const nth = calls.push({ method, path, headers, body: Buffer.concat(chunks).toString('utf8') });
    for (const { times, resolve } of waiting) if (nth >= times) resolve();
    waiting = waiting.filter(({ times }) => nth < times);
    behaviour(answer, nth);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    called: (times) => new Promise((resolve) => (calls.length >= times ? resolve() : waiting.push({ times, resolve }))),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** A clock that starts at the system's time, because receivers compare with that, and moves only when it is told to. */
export function turnableClock(): Clock & { advance(milliseconds: number): void } {
  let instant = new Date();
  return {
    now: () => new Date(instant),
    advance(milliseconds) {
      instant = after(instant, milliseconds);
    },
  };
}

export interface Shop {
  merchant: MerchantId;
  endpoint(
    fields: Partial<Row<'webhook_endpoints'>> & { url: string },
  ): Promise<{ id: WebhookEndpointId; whsec: string }>;
  /** Records an event and fans it out. */
  event(fields?: Partial<Row<'events'>>): Promise<EventId>;
  fanOutAgain(event: EventId): Promise<void>;
  member(email: string, role: Row<'members'>['role'], confirmed: boolean): Promise<void>;
}

/** Real sealing under the given key of 32 bytes, so that a second process can open what the first one sealed. */
export function vaultOf(key: Uint8Array): Vault {
  return { sealer: createSealer(localKey(key), randomBytes), fingerprint_key: key };
}

/** A merchant of its own in the given database, test mode. */
export async function openShop(world: {
  database: Database;
  clock: Clock;
  random: Random;
  vault: Vault;
}): Promise<Shop> {
  const { database, clock, random, vault } = world;
  const merchant = newId('acct', random);
  await database.kysely
    .insertInto('merchants')
    .values({ id: merchant, name: 'Shop', allowed_origins: [], created: clock.now() })
    .execute();
  const fanOutNow = async (event: EventId) => database.transact(await fanOut(world, { payload: { event } }));
  return {
    merchant,
    async endpoint(fields) {
      const id = newId('we', random);
      const whsec = `whsec_${randomText(32, random)}`;
      const secret = vault.sealer.seal(whsec, secretPlace({ id, merchant }));
      const plain = { id, merchant, livemode: false, enabled_events: ['*'], secret, status: 'enabled' as const };
      const row = { ...plain, created: clock.now(), metadata: json({}), ...fields };
      await database.kysely.insertInto('webhook_endpoints').values(row).execute();
      return { id, whsec };
    },
    async event(fields = {}) {
      const id = newId('evt', random);
      const data = { object: { id: 'cus_1', object: 'customer', name: 'Grüße ✓' } };
      const plain = { id, merchant, livemode: false, type: 'customer.updated', object_id: 'cus_1', request_id: null };
      const times = { created: clock.now(), recorded_at: clock.now() };
      const row = { ...plain, idempotency_key: null, ...times, ...fields, data: json(fields.data ?? data) };
      await database.kysely.insertInto('events').values(row).execute();
      await fanOutNow(id);
      return id;
    },
    fanOutAgain: fanOutNow,
    async member(email, role, confirmed) {
      const values = { id: newId('mbr', random), merchant, email, role, created: clock.now() };
      const row = { ...values, confirmed_at: confirmed ? clock.now() : null };
      await database.kysely.insertInto('members').values(row).execute();
    },
  };
}

const stripe = new Stripe('sk_test_unused');
/** The receiver's own clock may be far from the one that a test turned. */
const TOLERANCE_S = 1e9;

/** Whether the official SDK accepts a call with that secret. */
export function isSignedWith({ body, headers }: ReceivedCall, secret: string): boolean {
  try {
    stripe.webhooks.constructEvent(body, headers['stripe-signature'] ?? '', secret, TOLERANCE_S);
    return true;
  } catch {
    return false;
  }
}

/** An event's deliveries with their tries, by endpoint, oldest try first. */
export async function deliveriesOf(database: Database, event: EventId) {
  const deliveries = await database.kysely
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('event', '=', event)
    .execute();
  const found = new Map<WebhookEndpointId, { delivery: Row<'webhook_deliveries'>; tries: Row<'webhook_attempts'>[] }>();
  for (const delivery of deliveries) {
    const tries = database.kysely.selectFrom('webhook_attempts').selectAll().where('delivery', '=', delivery.id);
    found.set(delivery.endpoint, { delivery, tries: await tries.orderBy('attempt').execute() });
  }
  return found;
}
