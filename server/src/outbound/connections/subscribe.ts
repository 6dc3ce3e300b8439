// Keeps a bank telling us of its news, and asks it about an outage that it spoke of.
import type { EventSubscription } from '#domain/connections/bank_news.ts';
import { recordOutage } from '#domain/institutions/circuit.ts';
import { ASK_OUTAGE } from '#domain/institutions/notification.ts';
import { callbackUrl, keepSubscriptions } from '#domain/institutions/subscription.ts';
import { enqueue } from '#jobs/enqueue.ts';
import type { Effects } from '#jobs/run.ts';
import type { InstitutionId } from '#kernel/id.ts';
import { type Counter, type Counting, counterAt } from './desk.ts';

/** Asks for what the bank does not have, and keeps what it has. Nothing is ever taken back: a bank forgets what was replaced. */
export async function subscribeAt(
  desk: Counting & { public_url: string },
  institution: InstitutionId,
): Promise<Effects> {
  const counter = await desk.database.transact((trx) => counterAt(desk, trx, institution));
  const callback_url = callbackUrl(desk.public_url, counter.row.slug);
  const subscriptions = await subscriptionsFor(counter, callback_url);
  return (trx) => keepSubscriptions(trx, institution, subscriptions, desk.clock.now());
}

/** Known ones are left alone: a bank that replaced them daily would tell us of each. */
async function subscriptionsFor(
  { connector: { events }, profile }: Counter,
  callback_url: string,
): Promise<EventSubscription[]> {
  if (events === undefined || profile.policy.notifications === 'none') return [];
  const there = (await events.list(profile)).filter((one) => one.callback_url === callback_url);
  const lacking = events.types.some((type) => !there.some((one) => one.type === type));
  return lacking ? await events.subscribe(profile, callback_url) : there;
}

/** What the bank says of it to everybody who asks is worth more than a notice that anybody can send. */
export async function askOutage(desk: Counting, institution: InstitutionId): Promise<Effects> {
  const { connector, profile } = await desk.database.transact((trx) => counterAt(desk, trx, institution));
  const outage = (await connector.events?.outage(profile)) ?? null;
  return async (trx) => {
    const now = desk.clock.now();
    if (outage === null || outage.until <= now) return;
    if (outage.from <= now) {
      const { random } = desk;
      await recordOutage(trx, { institution, incident: 'maintenance', told: outage.until, now, random });
      return;
    }
    await enqueue(trx, {
      kind: ASK_OUTAGE,
      payload: { institution },
      due_at: outage.from,
      test_clock: null,
      unique_key: institution,
      created: now,
    });
  };
}
