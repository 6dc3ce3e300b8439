// FDX's notification subscriptions and its word on outages, asked on the platform's own behalf.
import { z } from 'zod';
import type { EventSubscription } from '#domain/connections/bank_news.ts';
import type { BankAnswer } from '../http.ts';
import { type ResourceRequest, readBody } from './resources.ts';

/** What we want to hear of, with FDX's category. */
const WANTED: Readonly<Record<string, string>> = {
  CONSENT_REVOKED: 'CONSENT',
  CONSENT_UPDATED: 'CONSENT',
  PLANNED_OUTAGE: 'MAINTENANCE',
  SERVICE: 'MAINTENANCE',
};
export const EVENT_TYPES: readonly string[] = Object.keys(WANTED);
const SUBSCRIPTIONS_MAX = 100;
const WINDOWS_MAX = 100;

/** Sends a request as the platform. */
export type AsPlatform = (asked: ResourceRequest) => Promise<BankAnswer>;

const subscription = z
  .object({ subscriptionId: z.string().min(1), type: z.string().min(1), callbackUrl: z.string() })
  .transform(({ subscriptionId, type, callbackUrl }) => ({ id: subscriptionId, type, callback_url: callbackUrl }));

/** Banks name the list differently; a single one comes bare. */
const subscriptions = z
  .union([
    z.object({ subscriptions: z.array(subscription) }).transform((body) => body.subscriptions),
    z.object({ notificationSubscriptions: z.array(subscription) }).transform((body) => body.notificationSubscriptions),
    z.array(subscription),
    subscription.transform((one) => [one]),
  ])
  .transform((list) => list.slice(0, SUBSCRIPTIONS_MAX));

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const availability = z.object({
  availability: z.array(
    z.object({
      plannedAvailability: z
        .array(z.object({ status: z.string(), startTime: instant, endTime: instant }))
        .max(WINDOWS_MAX)
        .nullish(),
    }),
  ),
});

/** Repeating it replaces what the bank had, type by type. */
export async function subscribe(call: AsPlatform, url: URL, callbackUrl: string): Promise<EventSubscription[]> {
  const made: EventSubscription[] = [];
  for (const [type, category] of Object.entries(WANTED)) {
    const answer = await call({ method: 'POST', url, body: { type, category, callbackUrl } });
    made.push(...readBody(answer, subscriptions, 'the subscription'));
  }
  return made;
}

export async function listSubscriptions(call: AsPlatform, url: URL): Promise<EventSubscription[]> {
  return readBody(await call({ method: 'GET', url }), subscriptions, 'the subscriptions');
}

/** The next window that is not over. What the bank says of its state at present is worth less than a read. */
export async function announcedOutage(
  call: AsPlatform,
  url: URL,
  now: Date,
): Promise<{ from: Date; until: Date } | null> {
  const told = readBody(await call({ method: 'GET', url }), availability, 'the availability');
  const windows = told.availability
    .flatMap(({ plannedAvailability }) => plannedAvailability ?? [])
    .filter(({ status, endTime }) => status.toUpperCase() !== 'ALIVE' && endTime > now)
    .sort((one, other) => one.startTime.getTime() - other.startTime.getTime());
  const [next] = windows;
  return next === undefined ? null : { from: next.startTime, until: next.endTime };
}
