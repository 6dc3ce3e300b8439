// Turns an event into one delivery per endpoint that asked for it and per listener of the Stripe CLI: the handler of job `webhooks.fan_out`.
import type { Database } from '#database/open.ts';
import type { Transaction } from '#database/schema.ts';
import { createCliDeliveries, listenersFor } from '#domain/stripecli/cli_delivery_rows.ts';
import { createDeliveries, endpointsFor } from '#domain/webhook_endpoints/delivery_rows.ts';
import { assert } from '#kernel/assert.ts';
import type { Clock } from '#kernel/clock.ts';
import { isId, newId, type Random } from '#kernel/id.ts';

/** The part of the world that a fan-out needs. */
export interface FanOutWorld {
  database: Database;
  clock: Clock;
  random: Random;
}

/** `payload` is `{ event }`. Running it again for the same event makes no second delivery. */
export async function fanOut(
  { database, clock, random }: FanOutWorld,
  job: { payload: Record<string, unknown> },
): Promise<(trx: Transaction) => Promise<void>> {
  const { event } = job.payload;
  assert(typeof event === 'string' && isId('evt', event), 'a fan-out job names its event');
  const endpoints = await endpointsFor(database.kysely, event);
  const listeners = await listenersFor(database.kysely, event, clock.now());
  return async (trx) => {
    const deliveries = endpoints.map((endpoint) => ({ id: newId('wd', random), event, endpoint }));
    await createDeliveries(trx, deliveries, clock.now());
    await createCliDeliveries(trx, event, listeners, { now: clock.now(), random });
  };
}
