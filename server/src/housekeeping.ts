// Deletes what has outlived its retention, a bounded number of rows at a time, so that tables do not grow for ever.
import { sql } from 'kysely';
import type { Transaction } from '#database/schema.ts';
import { AUDIT_KEPT_DAYS, forgetAudit } from '#domain/audit.ts';
import { forgetVisit, visitsThatRanOut } from '#domain/connections/forgotten_visits.ts';
import { forgetIncidents } from '#domain/institutions/incident.ts';
import { forgetNotifications } from '#domain/institutions/notification.ts';
import { forgetMails } from '#domain/mails/mail_rows.ts';
import { forgetEndedKeys } from '#domain/merchants/api_key_rows.ts';
import { forgetSignIns } from '#domain/merchants/sign_in.ts';
import { forgetTokens } from '#domain/payouts/bank_token.ts';
import { forgetListeners } from '#domain/stripecli/cli_session_rows.ts';
import { forgetFormerSecrets } from '#domain/webhook_endpoints/endpoint_secret.ts';
import { pruneIdempotencyKeys } from '#inbound/http/idempotency.ts';
import { enqueue, jobUnderWay } from '#jobs/enqueue.ts';
import type { JobKind } from '#jobs/run.ts';
import { after, DAY_MS, HOUR_MS, MINUTE_MS } from '#kernel/clock.ts';
import { watchCertificates } from '#outbound/connections/watch_certificates.ts';
import type { World } from './world.ts';

/** The job of a round: kept like any other, so that restarts do not put it off and one node at a time does it. */
export const TIDY_UP = 'housekeeping.tidy_up';
const ROUND = 'round';
const FIRST_MS = MINUTE_MS;
const EVERY_MS = HOUR_MS;
const ROWS_MAX = 1_000;
const ROUNDS_MAX = 50;
/** Events, their deliveries and the attempts are kept this long, as Stripe keeps events (spec 1.7). */
const EVENTS_KEPT_MS = 30 * DAY_MS;
const VISITS_KEPT_MS = DAY_MS;
/** With what was sent to them. */
const LISTENERS_KEPT_MS = DAY_MS;
/** Digits that a page handed over and nobody made use of; who did has his own copy. */
const TOKENS_KEPT_MS = 30 * DAY_MS;
/** As long as the links in them live. */
const MAILS_KEPT_MS = 30 * DAY_MS;

/** What happened to requests, for those who look back. */
const TIMELINES_KEPT_MS = 365 * DAY_MS;

/** Plants the job that goes round, a minute from now; one that waits already stays due when it was. */
export async function planTidying(trx: Transaction, now: Date): Promise<void> {
  if ((await jobUnderWay(trx, TIDY_UP, ROUND)) === null) await enqueueRound(trx, now, FIRST_MS);
}

async function enqueueRound(trx: Transaction, now: Date, in_ms: number): Promise<void> {
  const job = { kind: TIDY_UP, payload: {}, due_at: after(now, in_ms), test_clock: null, created: now };
  await enqueue(trx, { ...job, unique_key: ROUND });
}

export function tidyingKind(world: World): JobKind {
  return {
    run: async () => {
      await tidyUp(world);
      return (trx) => enqueueRound(trx, world.clock.now(), EVERY_MS);
    },
    // One round that fails does not end them.
    given_up: () => (trx) => enqueueRound(trx, world.clock.now(), EVERY_MS),
  };
}

/** Every node looks at the certificates that it has: soon, then every hour. The returned function stops it. */
export function startCertificateWatch(world: World): () => void {
  const look = () =>
    void watchCertificates(world).catch((error: unknown) =>
      world.log.warn({ error: String(error) }, 'our certificates could not be looked at'),
    );
  const first = setTimeout(look, FIRST_MS).unref();
  const hourly = setInterval(look, EVERY_MS).unref();
  return () => {
    clearTimeout(first);
    clearInterval(hourly);
  };
}

/** One round over everything that has a retention. */
export async function tidyUp(world: World): Promise<void> {
  const now = world.clock.now();
  await pruneIdempotencyKeys(world.database, now);
  await forgetFormerSecrets(world.database.kysely, now);
  await forgetEndedKeys(world.database.kysely, now);
  await repeat(() => world.database.transact((trx) => deleteEvents(trx, after(now, -EVENTS_KEPT_MS))));
  await repeat(() => world.database.transact((trx) => deleteVisits(trx, after(now, -VISITS_KEPT_MS))));
  await repeat(() => forgetVisits(world, after(now, -VISITS_KEPT_MS)));
  await repeat(() => world.database.transact((trx) => forgetListeners(trx, after(now, -LISTENERS_KEPT_MS), ROWS_MAX)));
  await repeat(() => world.database.transact((trx) => forgetTokens(trx, after(now, -TOKENS_KEPT_MS), ROWS_MAX)));
  await repeat(() => world.database.transact((trx) => forgetSignIns(trx, now, ROWS_MAX)));
  await repeat(() => world.database.transact((trx) => forgetMails(trx, after(now, -MAILS_KEPT_MS))));
  await repeat(() => world.database.transact((trx) => deleteSteps(trx, after(now, -TIMELINES_KEPT_MS))));
  await repeat(() => world.database.transact((trx) => deleteBatchItems(trx, after(now, -TIMELINES_KEPT_MS))));
  await repeat(() => world.database.transact((trx) => forgetNotifications(trx, now, ROWS_MAX)));
  await repeat(() => world.database.transact((trx) => forgetIncidents(trx, after(now, -TIMELINES_KEPT_MS), ROWS_MAX)));
  await repeat(() => world.database.transact((trx) => forgetAudit(trx, after(now, -AUDIT_KEPT_DAYS * DAY_MS))));
}

async function repeat(round: () => Promise<number>): Promise<void> {
  for (let count = 0; count < ROUNDS_MAX; count += 1) {
    if ((await round()) < ROWS_MAX) return;
  }
}

/** What a customer did at a bank is nobody's business once the session has its result. */
async function deleteVisits(trx: Transaction, before: Date): Promise<number> {
  const old = trx
    .selectFrom('bank_visits')
    .innerJoin('sessions', 'sessions.id', 'bank_visits.session')
    .select('bank_visits.id')
    .where('sessions.finished_at', '<', before)
    .limit(ROWS_MAX);
  const deleted = await trx.deleteFrom('bank_visits').where('id', 'in', old).executeTakeFirst();
  return Number(deleted.numDeletedRows);
}

/** Each in a transaction of its own, because giving back takes the locks of its link. */
async function forgetVisits(world: World, before: Date): Promise<number> {
  const old = await world.database.transact((trx) => visitsThatRanOut(trx, before, ROWS_MAX));
  for (const id of old) await world.database.transact((trx) => forgetVisit(world, trx, id));
  return old.length;
}

async function deleteEvents(trx: Transaction, before: Date): Promise<number> {
  const old = await trx.selectFrom('events').select('id').where('recorded_at', '<', before).limit(ROWS_MAX).execute();
  if (old.length === 0) return 0;
  const ids = old.map((event) => event.id);
  const deliveries = trx.selectFrom('webhook_deliveries').select('id').where('event', 'in', ids);
  await trx.deleteFrom('webhook_attempts').where('delivery', 'in', deliveries).execute();
  await trx.deleteFrom('webhook_deliveries').where('event', 'in', ids).execute();
  await trx.deleteFrom('events').where('id', 'in', ids).execute();
  return ids.length;
}

/** A session that still waits for its customer keeps its timeline. */
async function deleteSteps(trx: Transaction, before: Date): Promise<number> {
  const old = trx
    .selectFrom('session_steps')
    .innerJoin('sessions', 'sessions.id', 'session_steps.session')
    .select('session_steps.sequence')
    .where('session_steps.recorded_at', '<', before)
    .where('sessions.status', '<>', 'pending')
    .limit(ROWS_MAX);
  const deleted = await trx.deleteFrom('session_steps').where('sequence', 'in', old).executeTakeFirst();
  return Number(deleted.numDeletedRows);
}

/** The batch itself stays, with its counts. */
async function deleteBatchItems(trx: Transaction, before: Date): Promise<number> {
  const old = trx
    .selectFrom('relink_batch_items as item')
    .innerJoin('relink_batches', 'relink_batches.id', 'item.batch')
    .select(['item.batch', 'item.position'])
    .where('relink_batches.finished_at', '<', before)
    .limit(ROWS_MAX);
  const deleted = await trx
    .deleteFrom('relink_batch_items')
    .where(({ refTuple }) => sql<boolean>`${refTuple('batch', 'position')} in (${old})`)
    .executeTakeFirst();
  return Number(deleted.numDeletedRows);
}
