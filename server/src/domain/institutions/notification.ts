// What a bank tells us unasked is a hint: it makes us look sooner, and establishes nothing.
import { sql } from 'kysely';
import type { Row, Transaction } from '#database/schema.ts';
import { cancelCheck, scheduleCheck } from '#domain/connections/schedule.ts';
import type { Vault } from '#domain/context.ts';
import { customerTime } from '#domain/customers/test_clock.ts';
import { openContext } from '#domain/open_context.ts';
import { enqueue } from '#jobs/enqueue.ts';
import { after, type Clock, DAY_MS, MINUTE_MS } from '#kernel/clock.ts';
import type { InstitutionId, Random } from '#kernel/id.ts';

/**
 * About one consent, where one look is all that several lead to. Per consent, because anybody can send what is not signed: whoever
 * repeats himself about his own makes us deaf to nobody else's.
 */
const HEEDED_PER_MINUTE_MAX = 10;
/** Merchants that hold a link under the same consent. */
const LINKS_MAX = 100;
/** Far longer than banks go on repeating one, and than a signature is good for. */
const KEPT_MS = 3 * DAY_MS;

/** Asks a bank whether it is out of service. Payload `{institution}`. */
export const ASK_OUTAGE = 'institution.ask_outage';

/** What of a notification matters to us. */
export interface Notification {
  id: string;
  type: string;
  about: { id: string; type: string };
}

/** `unheeded`: about nothing of ours. Whoever sent it learns none of this. */
export type Heard = 'heeded' | 'repeated' | 'unheeded' | 'too_many';

interface World {
  clock: Clock;
  random: Random;
  vault: Vault;
}

/** Looks at what the notification is about, once. */
export async function hear(
  world: World,
  trx: Transaction,
  institution: InstitutionId,
  notification: Notification,
): Promise<Heard> {
  const now = world.clock.now();
  const { about } = notification;
  if (about.type === 'MAINTENANCE') {
    await askOutage(trx, institution, now);
    return 'heeded';
  }
  const links = about.type === 'CONSENT' ? await linksUnder(trx, institution, about.id) : [];
  if (links.length === 0) return 'unheeded';
  if (await tooMany(trx, institution, about.id, now)) return 'too_many';
  if (!(await isNew(trx, institution, remembered(about.id, notification.id), now))) return 'repeated';
  for (const link of links) await checkSoon(world, trx, link);
  return 'heeded';
}

/** By consent first, so that those about one can be counted. */
function remembered(consent: string, notification: string): string {
  return `${JSON.stringify(consent)} ${notification}`;
}

/** Of all merchants: the bank tells its client, which is the platform. */
async function linksUnder(
  trx: Transaction,
  institution: InstitutionId,
  consent: string,
): Promise<Row<'authorizations'>[]> {
  return await trx
    .selectFrom('authorizations')
    .selectAll()
    .where('institution', '=', institution)
    .where('consent', '=', consent)
    .where('status', '<>', 'disconnected')
    .limit(LINKS_MAX)
    .execute();
}

async function tooMany(trx: Transaction, institution: InstitutionId, consent: string, now: Date): Promise<boolean> {
  const { heeded } = await trx
    .selectFrom('bank_notifications')
    .select(({ fn }) => fn.countAll<number>().as('heeded'))
    .where('institution', '=', institution)
    .where('received_at', '>', after(now, -MINUTE_MS))
    .where(({ ref }) => sql<boolean>`starts_with(${ref('notification')}, ${remembered(consent, '')})`)
    .executeTakeFirstOrThrow();
  return heeded >= HEEDED_PER_MINUTE_MAX;
}

async function isNew(trx: Transaction, institution: InstitutionId, notification: string, now: Date): Promise<boolean> {
  const added = await trx
    .insertInto('bank_notifications')
    .values({ institution, notification, received_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return added.numInsertedOrUpdatedRows === 1n;
}

/** At once, but no link is looked at for it twice within a minute, whoever repeats himself. */
async function checkSoon(world: World, trx: Transaction, link: Row<'authorizations'>): Promise<void> {
  const context = await openContext(world, trx, link);
  const now = await customerTime(context, link.test_clock);
  // Before the question, so that one which a worker takes this moment is seen as under way.
  await cancelCheck(context, link, 'notified');
  const last = link.test_clock === null ? await lastLook(trx, link, now) : null;
  await scheduleCheck(context, link, 'notified', last === null ? now : after(last, MINUTE_MS));
}

async function lastLook(trx: Transaction, { id }: Row<'authorizations'>, now: Date): Promise<Date | null> {
  const row = await trx
    .selectFrom('jobs')
    // One that is under way ends now at the earliest; else each could have the next one wait right behind it.
    .select(({ fn, val }) => fn.coalesce('finished_at', val(now)).as('at'))
    .where('kind', '=', 'authorization.check')
    .where('unique_key', '=', `${id}:notified`)
    .where((is) => is.or([is('state', '=', 'running'), is('finished_at', '>', after(now, -MINUTE_MS))]))
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.at ?? null;
}

/** At the turn of the minute: one question, however many notices come. */
async function askOutage(trx: Transaction, institution: InstitutionId, now: Date): Promise<void> {
  await enqueue(trx, {
    kind: ASK_OUTAGE,
    payload: { institution },
    due_at: new Date(Math.ceil(now.getTime() / MINUTE_MS) * MINUTE_MS),
    test_clock: null,
    unique_key: institution,
    created: now,
  });
}

/** Forgets what no bank repeats any more; returns how many. */
export async function forgetNotifications(trx: Transaction, now: Date, rows_max: number): Promise<number> {
  const old = trx
    .selectFrom('bank_notifications')
    .select(['institution', 'notification'])
    .where('received_at', '<', after(now, -KEPT_MS))
    .limit(rows_max);
  const deleted = await trx
    .deleteFrom('bank_notifications')
    .where(({ refTuple }) => sql<boolean>`${refTuple('institution', 'notification')} in (${old})`)
    .executeTakeFirst();
  return Number(deleted.numDeletedRows);
}
