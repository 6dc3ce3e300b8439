// What we asked a bank to tell us: asked once it has a link of ours, and again when it forgot, or when our address changed.
import type { Row, Transaction } from '#database/schema.ts';
import type { EventSubscription } from '#domain/connections/bank_news.ts';
import type { InstitutionPolicy } from '#domain/connections/institution_policy.ts';
import { enqueue } from '#jobs/enqueue.ts';
import { after, DAY_MS } from '#kernel/clock.ts';
import type { InstitutionId } from '#kernel/id.ts';

/** Keeps the subscriptions at one bank. Payload `{institution}`. */
export const SUBSCRIBE = 'institution.subscribe';

/** A bank that lost them tells nothing, which nobody would notice otherwise. */
const LOOKED_AFTER_EVERY_MS = DAY_MS;

/** Where a bank tells us of its news. */
export function callbackUrl(public_url: string, slug: string): string {
  return `${public_url}/banks/${slug}/notifications`;
}

/** Plans the first subscription at a bank; where there is one, or nothing to subscribe to, nothing. */
export async function subscribeOnce(
  trx: Transaction,
  institution: InstitutionId,
  { notifications }: Pick<InstitutionPolicy, 'notifications'>,
  now: Date,
): Promise<void> {
  if (notifications === 'none' || (await subscriptionsAt(trx, institution)).length > 0) return;
  await planSubscribing(trx, institution, now, now);
}

/** At the start of a process, whose address may be another one than the last one's. */
export async function resubscribeAll(trx: Transaction, public_url: string, now: Date): Promise<void> {
  const moved = await trx
    .selectFrom('bank_subscriptions as s')
    .innerJoin('institutions as i', 'i.id', 's.institution')
    .select(['i.id', 'i.slug', 's.callback_url'])
    .distinct()
    .execute();
  for (const { id, slug, callback_url } of moved)
    if (callback_url !== callbackUrl(public_url, slug)) await planSubscribing(trx, id, now, now);
}

/** Keeps what the bank has now, and looks again tomorrow. */
export async function keepSubscriptions(
  trx: Transaction,
  institution: InstitutionId,
  subscriptions: readonly EventSubscription[],
  now: Date,
): Promise<void> {
  await trx.deleteFrom('bank_subscriptions').where('institution', '=', institution).execute();
  const rows = subscriptions.map(({ id, type, callback_url }) => ({
    institution,
    type,
    bank_subscription: id,
    callback_url,
    created: now,
  }));
  if (rows.length > 0) {
    await trx
      .insertInto('bank_subscriptions')
      .values(rows)
      // A bank that lists a type twice tells us twice.
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  await subscribeLater(trx, institution, now);
}

/** One bank that cannot be asked does not end the looking. */
export async function subscribeLater(trx: Transaction, institution: InstitutionId, now: Date): Promise<void> {
  await planSubscribing(trx, institution, after(now, LOOKED_AFTER_EVERY_MS), now);
}

export async function subscriptionsAt(
  trx: Transaction,
  institution: InstitutionId,
): Promise<Row<'bank_subscriptions'>[]> {
  return await trx.selectFrom('bank_subscriptions').selectAll().where('institution', '=', institution).execute();
}

async function planSubscribing(
  trx: Transaction,
  institution: InstitutionId,
  due_at: Date,
  created: Date,
): Promise<void> {
  await enqueue(trx, {
    kind: SUBSCRIBE,
    payload: { institution },
    due_at,
    test_clock: null,
    unique_key: institution,
    created,
  });
}
