// The circuit breaker of a bank, shared by all nodes: after failures in a row nothing that nobody waits for asks it.
import { type Kysely, sql } from 'kysely';
import type { IncidentKind } from '#database/incident_tables.ts';
import type { Row, Schema, Transaction } from '#database/schema.ts';
import { enqueue } from '#jobs/enqueue.ts';
import { after, HOUR_MS, MINUTE_MS, SECOND_MS } from '#kernel/clock.ts';
import type { InstitutionId, Random } from '#kernel/id.ts';
import { closeIncidents, type Incident, isSuspendedForLong, reportIncident } from './incident.ts';

/** In a row, of whatever links: fewer may be chance. */
export const FAILURES_MAX = 5;
const FIRST_WAIT_MS = 10 * SECOND_MS;
const WAIT_MS_MAX = 10 * MINUTE_MS;
/** What a bank tells of its own return is believed up to this. */
const TOLD_WAIT_MS_MAX = 6 * HOUR_MS;
const DOUBLINGS_MAX = 10;
/** A look that nobody made by then is made by whoever comes. */
const PROBED_WITHIN_MS = 30 * MINUTE_MS;
/** Of the wait: nodes and jobs do not come back in the same second. */
const JITTER = 0.2;

/** Looks whether a bank is back. Payload `{institution}`. */
export const PROBE = 'institution.probe';

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

/** Counts a failure and opens the circuit where it is one too many. Returns whether that opened an incident. */
export async function recordFailure(trx: Transaction, failure: Failure): Promise<boolean> {
  const { institution, incident, told, now } = failure;
  const circuit = await countFailure(trx, failure);
  const waits = circuit.retry_at !== null && circuit.retry_at > now;
  // Somebody who was not held back, such as a customer at the page, says nothing about when to look again.
  if (!waits && circuit.failures >= FAILURES_MAX) await open(trx, circuit, failure);
  if (circuit.failures < FAILURES_MAX && !AT_ONCE.includes(incident)) return false;
  return await reportIncident(trx, { institution, kind: incident, now, expected_until: told });
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

async function countFailure(trx: Transaction, { institution, incident }: Failure): Promise<Circuit> {
  return await trx
    .insertInto('bank_circuits')
    .values({ institution, failures: 1, failed_by: incident, opened_at: null, retry_at: null })
    .onConflict((conflict) =>
      conflict
        .column('institution')
        .doUpdateSet({ failures: sql`least(bank_circuits.failures, 1000000) + 1`, failed_by: incident }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
}

async function open(trx: Transaction, circuit: Circuit, { told, now, random }: Failure): Promise<void> {
  const { institution } = circuit;
  const retry_at = retryAt({ failures: circuit.failures, told, now, random });
  await trx
    .updateTable('bank_circuits')
    .set({ opened_at: circuit.opened_at ?? now, retry_at })
    .where('institution', '=', institution)
    .execute();
  await enqueue(trx, {
    kind: PROBE,
    payload: { institution },
    due_at: retry_at,
    test_clock: null,
    unique_key: institution,
    created: now,
  });
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

/** A bit later, by up to a fifth of `wait`. */
export function staggered(at: Date, wait: number, random: Random): Date {
  const [part = 0] = random(1);
  return after(at, Math.round(((wait * JITTER) / 256) * part));
}

/**
 * What an exchange that went well proves over: whoever reads data was let in as a customer, who is known as a client only that.
 * Returns what it closed.
 */
export async function recordSuccess(
  trx: Transaction,
  { institution, proves, now }: { institution: InstitutionId; proves: readonly IncidentKind[]; now: Date },
): Promise<Incident[]> {
  await trx
    .updateTable('bank_circuits')
    .set({ failures: 0, opened_at: null, retry_at: null })
    .where('institution', '=', institution)
    .where('failed_by', 'in', [...proves])
    .execute();
  return await closeIncidents(trx, { institution, kinds: proves, now });
}

/** Whether there is anything that a success could end: the one question that every answer of a bank costs. */
export async function inTrouble(database: Kysely<Schema>, institution: InstitutionId): Promise<boolean> {
  const { rows } = await sql<{ trouble: boolean }>`
    select exists (select from bank_circuits where institution = ${institution} and failures > 0)
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
    .set({ failures: FAILURES_MAX - 1, opened_at: null, retry_at: null })
    .where('institution', '=', institution)
    .execute();
  await closeIncidents(trx, { institution, kinds: ['outage', 'maintenance'], now });
}
