// Who wants to hear of what, and what he has still to be told: kept until it is delivered or given up.
import { randomUUID } from 'node:crypto';
import type { Store } from '#store/database.ts';

/** What is told, with FDX's category, severity and kind of id. */
export const TYPES = {
  CONSENT_REVOKED: { category: 'CONSENT', severity: 'ALERT', idType: 'CONSENT' },
  CONSENT_UPDATED: { category: 'CONSENT', severity: 'NOTICE', idType: 'CONSENT' },
  PLANNED_OUTAGE: { category: 'MAINTENANCE', severity: 'WARNING', idType: 'MAINTENANCE' },
  SERVICE: { category: 'MAINTENANCE', severity: 'INFO', idType: 'MAINTENANCE' },
} as const;
export type NotificationType = keyof typeof TYPES;

/** A row of `notification_subscriptions`. */
export interface Subscription {
  subscription_id: string;
  slug: string;
  client_id: string;
  type: NotificationType;
  category: string;
  callback_url: string;
  effective_at_real: number;
}

/** A notification on its way. */
export interface Outgoing {
  notification_id: string;
  body: string;
  attempts: number;
  slug: string;
  callback_url: string;
}

/** Subscribes, in the place of the client's earlier subscription to that type. */
export function subscribe(store: Store, wish: Omit<Subscription, 'subscription_id'>): Subscription {
  return store.transact(() => {
    const sql = 'DELETE FROM notification_subscriptions WHERE slug = ? AND client_id = ? AND type = ?';
    store.run(sql, wish.slug, wish.client_id, wish.type);
    const subscription: Subscription = { subscription_id: randomUUID(), ...wish };
    store.run(
      `INSERT INTO notification_subscriptions
         (subscription_id, slug, client_id, type, category, callback_url, effective_at_real) VALUES (?, ?, ?, ?, ?, ?, ?)`,
      subscription.subscription_id,
      subscription.slug,
      subscription.client_id,
      subscription.type,
      subscription.category,
      subscription.callback_url,
      subscription.effective_at_real,
    );
    return subscription;
  });
}

/** A client's subscriptions at a bank, the oldest first. */
export function subscriptionsOf(store: Store, slug: string, client_id: string): Subscription[] {
  return store.all<Subscription>(
    'SELECT * FROM notification_subscriptions WHERE slug = ? AND client_id = ? ORDER BY rowid',
    slug,
    client_id,
  );
}

/** Ends a subscription and what it was still to be told; whether there was one. */
export function unsubscribe(store: Store, subscription: Pick<Subscription, 'subscription_id'>): boolean {
  const sql = 'DELETE FROM notification_subscriptions WHERE subscription_id = ?';
  return store.run(sql, subscription.subscription_id) > 0;
}

/** Tells the client of a consent what became of it, if it wants to hear of that. */
export function announce(
  store: Store,
  consent: { slug: string; client_id: string; consent_id: string },
  news: { type: NotificationType; initiator: string },
): void {
  for (const subscription of listeners(store, consent.slug, news.type)) {
    if (subscription.client_id !== consent.client_id) continue;
    enqueue(store, subscription, consent.consent_id, { INITIATOR: news.initiator });
  }
}

/** Tells every client that wants to hear of it what goes on at a bank. */
export function announceToAll(
  store: Store,
  slug: string,
  type: 'PLANNED_OUTAGE' | 'SERVICE',
  fields: Record<string, string>,
): void {
  const id = randomUUID();
  for (const subscription of listeners(store, slug, type)) enqueue(store, subscription, id, fields);
}

function listeners(store: Store, slug: string, type: NotificationType): Subscription[] {
  return store.all<Subscription>(
    'SELECT * FROM notification_subscriptions WHERE slug = ? AND type = ? AND effective_at_real <= ?',
    slug,
    type,
    Date.now(),
  );
}

function enqueue(store: Store, subscription: Subscription, id: string, fields: Record<string, string>): void {
  const notification_id = randomUUID();
  const { category, severity, idType } = TYPES[subscription.type];
  const body = {
    notificationId: notification_id,
    type: subscription.type,
    sentOn: new Date().toISOString(),
    category,
    severity,
    priority: 'MEDIUM',
    publisher: { name: subscription.slug, type: 'DATA_PROVIDER' },
    subscriber: { name: subscription.client_id, type: 'DATA_RECIPIENT' },
    notificationPayload: {
      id,
      idType,
      customFields: Object.entries(fields).map(([name, value]) => ({ name, value })),
    },
  };
  store.run(
    'INSERT INTO notifications (notification_id, subscription_id, body, due_at_real) VALUES (?, ?, ?, ?)',
    notification_id,
    subscription.subscription_id,
    JSON.stringify(body),
    Date.now(),
  );
}

/** What is due, the oldest first. */
export function dueNotifications(store: Store, limit: number): Outgoing[] {
  return store.all<Outgoing>(
    `SELECT notification_id, body, attempts, slug, callback_url
     FROM notifications JOIN notification_subscriptions USING (subscription_id)
     WHERE due_at_real <= ? ORDER BY due_at_real, notifications.rowid LIMIT ?`,
    Date.now(),
    limit,
  );
}

/** When the next one is due (real time), or null where there is none. */
export function nextDue(store: Store): number | null {
  return store.get<{ at: number | null }>('SELECT min(due_at_real) AS at FROM notifications')?.at ?? null;
}

/** Puts a notification off that did not arrive. */
export function putOff(store: Store, notification_id: string, due_at_real: number): void {
  const sql = 'UPDATE notifications SET attempts = attempts + 1, due_at_real = ? WHERE notification_id = ?';
  store.run(sql, due_at_real, notification_id);
}

/** Drops a notification: it arrived, or it is given up. */
export function dropNotification(store: Store, notification_id: string): void {
  store.run('DELETE FROM notifications WHERE notification_id = ?', notification_id);
}
