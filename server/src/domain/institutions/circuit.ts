// The circuit breaker of a bank, shared by all nodes: after failures in a row, or of half of the looks, nothing that nobody waits for asks it.
import { type Kysely, sql } from 'kysely';
import type { IncidentKind } from '#database/incident_tables.ts';
import type { Row, Schema, Transaction } from '#database/schema.ts';
import { after, HOUR_MS, MINUTE_MS } from '#kernel/clock.ts';
import type { InstitutionId, Random } from '#kernel/id.ts';
import { closeIncidents, type Incident, isSuspendedForLong, reportIncident } from './incident.ts';
import { FIRST_WAIT_MS, planProbe, probeAgain, staggered } from './probe.ts';

/** In a row, of whatever links: fewer may be chance. */
export const FAILURES_MAX = 5;
/** Looks are counted for so long from a failure on, and a bank that fails for half of them is left alone for the rest of that time. */
export const COUNTED_MS = 10 * MINUTE_MS;
/** Of fewer, half may be chance: where one in four fails, ten of twenty do so once in seventy times. */
export const LOOKS_MIN = 20;
const FAILING_PART = 0.5;
const WAIT_MS_MAX = 10 * MINUTE_MS;
/** What a bank tells of its own return is believed up to this. */
const TOLD_WAIT_MS_MAX = 6 * HOUR_MS;
const DOUBLINGS_MAX = 10;
/** A look that nobody made by then is made by whoever comes. */
const PROBED_WITHIN_MS = 30 * MINUTE_MS;
const FAILURES_COUNTED_MAX = 1_000_000;

type Circuit = Row<'bank_circuits'>;

/** A failure of the bank as a whole, and what it is called where it lasts. */
export interface Failure {
  institution: InstitutionId;
  incident: IncidentKind;
  /** When the bank said that it is back. */
  told: Date | null;
  now: Date;
  random: Random;
}

/** Tells somebody at once: no wait mends it. */
const AT_ONCE: readonly IncidentKind[] = ['client_rejected', 'recipient_suspended'];
/** What a bank may be in for some of its customers only. */
const DOWN: readonly IncidentKind[] = ['outage', 'maintenance'];

/**
 * Counts a failure, opens the circuit where it is one too many, and plans a look where it is told of. Returns whether that opened an
 * incident.
 */
export async function recordFailure(trx: Transaction, failure: Failure): Promise<boolean> {
  const { institution, incident, told, now } = failure;
  const circuit = await countFailure(trx, failure);
  const waits = circuit.retry_at !== null && circuit.retry_at > now;
  // Whatever opened it, a look that fails keeps it open.
  const shut = circuit.opened_at !== null || circuit.failures >= FAILURES_MAX || failsForMany(circuit, now);
  // Somebody who was not held back, such as a customer at the page, says nothing about when to look again.
  if (!waits && shut) await open(trx, circuit, failure);
  if (!shut && !AT_ONCE.includes(incident)) return false;
  const opened = await reportIncident(trx, { institution, kind: incident, now, expected_until: told });
  // A bank with few links never fails often enough to be left alone, and is looked at all the same.
  if (!shut) await probeAgain(trx, failure);
  return opened;
}

export type Count = Pick<Circuit, 'failures' | 'counted_from' | 'looks' | 'looks_failed'>;

/** Whether half of the looks failed, of so many that it is no chance, while others went well. Pure. */
export function failsForMany(count: Count, now: Date): boolean {
  const { counted_from, looks, looks_failed } = count;
  if (counted_from === null || counted_from <= after(now, -COUNTED_MS) || failsForAll(count)) return false;
  return looks >= LOOKS_MIN && looks_failed >= looks * FAILING_PART;
}

/** All that failed did so in a row: one look that goes well is the end of that. */
function failsForAll({ failures, looks_failed }: Count): boolean {
  return failures >= FAILURES_MAX && failures >= looks_failed;
}

/** An outage that the bank itself speaks of: nothing has to fail first. Returns whether that opened an incident. */
export async function recordOutage(trx: Transaction, outage: Failure): Promise<boolean> {
  const { institution, incident } = outage;
  const circuit = await trx
    .insertInto('bank_circuits')
    .values({ institution, failures: FAILURES_MAX, failed_by: incident, opened_at: null, retry_at: null })
    .onConflict((conflict) =>
      conflict
        .column('institution')
        .doUpdateSet({ failures: sql`greatest(bank_circuits.failures, excluded.failures)`, failed_by: incident }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
  await open(trx, circuit, outage);
  return await reportIncident(trx, { institution, kind: incident, now: outage.now, expected_until: outage.told });
}

/** A new count begins with a failure, so a bank that is well costs nothing. */
async function countFailure(trx: Transaction, { institution, incident, now }: Failure): Promise<Circuit> {
  const down = DOWN.includes(incident) ? 1 : 0;
  const counting = sql<boolean>`bank_circuits.counted_from > ${after(now, -COUNTED_MS)}`;
  const more = (column: 'looks' | 'looks_failed') =>
    sql<number>`case when ${counting} then bank_circuits.${sql.ref(column)} + ${down}::int else ${down}::int end`;
  return await trx
    .insertInto('bank_circuits')
    .values({
      ...{ institution, failures: 1, failed_by: incident, opened_at: null, retry_at: null },
      ...{ counted_from: down ? now : null, looks: down, looks_failed: down },
    })
    .onConflict((conflict) =>
      conflict.column('institution').doUpdateSet({
        failures: sql`least(bank_circuits.failures, ${FAILURES_COUNTED_MAX}::int) + 1`,
        failed_by: incident,
        counted_from: sql`case when ${counting} then bank_circuits.counted_from else excluded.counted_from end`,
        looks: more('looks'),
        looks_failed: more('looks_failed'),
      }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
}

async function open(trx: Transaction, circuit: Circuit, failure: Failure): Promise<void> {
  const { institution, told, now, random } = failure;
  // One that fails for many goes on doing so: what is held back until the count ends is not spent on finding that out.
  const counted = failsForMany(circuit, now) ? after(circuit.counted_from!, COUNTED_MS) : null;
  const wanted = told === null || (counted !== null && counted > told) ? counted : told;
  const retry_at = retryAt({ failures: circuit.failures, told: wanted, now, random });
  await trx
    .updateTable('bank_circuits')
    .set({ opened_at: circuit.opened_at ?? now, retry_at })
    .where('institution', '=', institution)
    .execute();
  await planProbe(trx, failure, retry_at);
}

/** Later each time, when the bank said where it did, and never at the same moment for all. */
export function retryAt({
  failures,
  told,
  now,
  random,
}: Pick<Failure, 'told' | 'now' | 'random'> & { failures: number }): Date {
  const wait = Math.min(
    FIRST_WAIT_MS * 2 ** Math.min(Math.max(failures - FAILURES_MAX, 0), DOUBLINGS_MAX),
    WAIT_MS_MAX,
  );
  const toldWait = told === null ? 0 : Math.min(told.getTime() - now.getTime(), TOLD_WAIT_MS_MAX);
  return staggered(after(now, Math.max(wait, toldWait)), wait, random);
}

export interface Success {
  institution: InstitutionId;
  /** What it proves over: whoever reads data was let in as a customer, who is known as a client only that. */
  proves: readonly IncidentKind[];
  /** The first read of a look, of which each has one. */
  counted: boolean;
  now: Date;
}

/**
 * What an exchange that went well ends. After failures in a row one is enough; a bank that fails for many has to do better than half,
 * or the count has to end. Returns the incidents that it closed.
 */
export async function recordSuccess(trx: Transaction, success: Success): Promise<Incident[]> {
  const { institution, proves, counted, now } = success;
  const rows = trx.selectFrom('bank_circuits').selectAll().where('institution', '=', institution);
  const circuit = await rows.forUpdate().executeTakeFirst();
  if (circuit === undefined) return await closeIncidents(trx, { institution, kinds: proves, now });
  const looks = circuit.looks + (counted ? 1 : 0);
  const failing = failsForMany({ ...circuit, looks }, now);
  const proven = proves.includes(circuit.failed_by as IncidentKind);
  await trx
    .updateTable('bank_circuits')
    .set({
      looks,
      ...(proven && { failures: 0 }),
      ...(proven && !failing && CLOSED),
      ...(proven && failsForAll(circuit) && UNCOUNTED),
    })
    .where('institution', '=', institution)
    .execute();
  const kinds = failing ? proves.filter((kind) => !DOWN.includes(kind)) : proves;
  return await closeIncidents(trx, { institution, kinds, now });
}

const CLOSED = { opened_at: null, retry_at: null } as const;
/** What failed while the bank was down for all says nothing of what comes. */
const UNCOUNTED = { counted_from: null, looks: 0, looks_failed: 0 } as const;

/**
 * Whether a success could end anything, or has to be counted: the one question that every answer of a bank costs. `counted`: it is
 * the first read of a look.
 */
export async function inTrouble(
  database: Kysely<Schema>,
  { institution, counted, now }: Omit<Success, 'proves'>,
): Promise<boolean> {
  const counting = counted ? sql`counted_from > ${after(now, -COUNTED_MS)}` : sql`false`;
  const { rows } = await sql<{ trouble: boolean }>`
    select exists (select from bank_circuits where institution = ${institution}
                   and (failures > 0 or opened_at is not null or ${counting}))
        or exists (select from institution_incidents where institution = ${institution} and closed_at is null) as trouble`.execute(
    database,
  );
  return rows[0]?.trouble ?? false;
}

/** Until when work that nobody waits for leaves a bank alone; null: it need not. A bit later each, so that not all come at once. */
export async function heldUntil(
  trx: Transaction,
  institution: InstitutionId,
  { now, random }: { now: Date; random: Random },
): Promise<Date | null> {
  const circuit = await circuitOf(trx, institution);
  if (circuit === null || circuit.opened_at === null || circuit.retry_at === null) return null;
  if (circuit.retry_at < after(now, -PROBED_WITHIN_MS)) return null;
  // By then every link has to learn that it is broken.
  if (await isSuspendedForLong(trx, institution, now)) return null;
  return staggered(circuit.retry_at > now ? circuit.retry_at : after(now, FIRST_WAIT_MS), MINUTE_MS, random);
}

export async function circuitOf(trx: Transaction, institution: InstitutionId): Promise<Circuit | null> {
  const row = await trx
    .selectFrom('bank_circuits')
    .selectAll()
    .where('institution', '=', institution)
    .executeTakeFirst();
  return row ?? null;
}

/** Where a probe could not tell: work goes through again, and the next failure closes the way. */
export async function letThrough(trx: Transaction, institution: InstitutionId, now: Date): Promise<void> {
  await trx
    .updateTable('bank_circuits')
    .set({ failures: FAILURES_MAX - 1, ...CLOSED, ...UNCOUNTED })
    .where('institution', '=', institution)
    .execute();
  await closeIncidents(trx, { institution, kinds: ['outage', 'maintenance'], now });
}
