// A merchant's webhook receivers with moods: they take what comes, refuse it, or hang up.
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';

export type Mood = 'takes' | 'refuses' | 'hangs up';

interface Letter {
  body: string;
  signature: string;
  received: Date;
}

export interface Mailbox {
  mood: Mood;
  /** @throws AssertionError unless every event that this endpoint asked for has come, signed, as it was recorded */
  verify(recorded: Stripe.Event[]): void;
  close(): void;
}

/** Seconds that a signature may be old; the moment of receipt is given. */
const TOLERANCE = 300;

/** A webhook endpoint with a receiver behind it. `types`: only these; null: all. */
export async function openMailbox(
  stripe: Stripe,
  now: () => Date,
  types: string[] | null,
  api_version: string | null,
): Promise<Mailbox> {
  const letters: Letter[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (mailbox.mood === 'hangs up') return request.socket.destroy();
      if (mailbox.mood === 'takes') {
        const body = Buffer.concat(chunks).toString('utf8');
        letters.push({ body, signature: String(request.headers['stripe-signature']), received: now() });
      }
      response.writeHead(mailbox.mood === 'takes' ? 200 : 500).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = await stripe.webhookEndpoints.create({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    enabled_events: (types ?? ['*']) as Stripe.WebhookEndpointCreateParams.EnabledEvent[],
    ...(api_version !== null && { api_version: api_version as Stripe.WebhookEndpointCreateParams.ApiVersion }),
  });
  const mailbox: Mailbox = {
    mood: 'takes',
    verify: (recorded) =>
      verify(
        letters,
        endpoint.secret!,
        recorded.filter((event) => types === null || types.includes(event.type)),
      ),
    close: () => closeServer(server),
  };
  return mailbox;
}

function verify(letters: Letter[], secret: string, recorded: Stripe.Event[]): void {
  const wanted = new Map(recorded.map((event) => [event.id, event]));
  const came = new Set<string>();
  for (const { body, signature, received } of letters) {
    const event = Stripe.webhooks.constructEvent(body, signature, secret, TOLERANCE, undefined, received.getTime());
    const original = wanted.get(event.id);
    assert.ok(original, `the webhook ${event.id} (${event.type}) is no event that was recorded for this endpoint`);
    assert.deepEqual(
      [event.type, event.created, idOf(event)],
      [original.type, original.created, idOf(original)],
      `the webhook ${event.id} tells something else than the event`,
    );
    came.add(event.id);
  }
  const missing = recorded.filter((event) => !came.has(event.id)).map((event) => `${event.id} (${event.type})`);
  assert.deepEqual(missing, [], 'events that never reached an endpoint');
}

function idOf(event: Stripe.Event): string {
  return (event.data.object as unknown as { id: string }).id;
}

function closeServer(server: Server): void {
  server.close();
  server.closeAllConnections();
}
