// What is wrong with a whole bank: opened once, seen again, closed by what proves it over. No account changes by it.
import type { IncidentKind } from '#database/incident_tables.ts';
import type { Row, Transaction } from '#database/schema.ts';
import { after, DAY_MS, HOUR_MS } from '#kernel/clock.ts';
import type { InstitutionId } from '#kernel/id.ts';

/** An outage that lasts this long is one that nobody can link through. */
export const INACTIVE_AFTER_MS = HOUR_MS;

/** A bank that has not served us for so long counts as one that wants something else: its links are no longer held to be well. */
export const SUSPENDED_MS = 7 * DAY_MS;

export type Incident = Row<'institution_incidents'>;

export interface Report {
  institution: InstitutionId;
  kind: IncidentKind;
  /** Real time. */
  now: Date;
  /** When it ends, where somebody told. */
  expected_until?: Date | null;
}

/** Opens an incident unless one of its kind is open already. Returns whether it is a new one, which is when somebody is told. */
export async function reportIncident(trx: Transaction, report: Report): Promise<boolean> {
  const { institution, kind, now, expected_until = null } = report;
  const opened = await trx
    .insertInto('institution_incidents')
    .values({ institution, kind, opened_at: now, last_seen_at: now, expected_until, closed_at: null })
    .onConflict((conflict) => conflict.columns(['institution', 'kind']).where('closed_at', 'is', null).doNothing())
    .executeTakeFirst();
  const isNew = opened.numInsertedOrUpdatedRows === 1n;
  if (!isNew) {
    await trx
      .updateTable('institution_incidents')
      .set({ last_seen_at: now, ...(expected_until && { expected_until }) })
      .where('institution', '=', institution)
      .where('kind', '=', kind)
      .where('closed_at', 'is', null)
      .execute();
  }
  await keepTrouble(trx, institution, now);
  return isNew;
}

/** Closes the open incidents of these kinds and returns them. */
export async function closeIncidents(
  trx: Transaction,
  { institution, kinds, now }: { institution: InstitutionId; kinds: readonly IncidentKind[]; now: Date },
): Promise<Incident[]> {
  const closed = await trx
    .updateTable('institution_incidents')
    .set({ closed_at: now })
    .where('institution', '=', institution)
    .where('closed_at', 'is', null)
    .where('kind', 'in', [...kinds])
    .returningAll()
    .execute();
  if (closed.length > 0) await keepTrouble(trx, institution, now);
  return closed;
}

/** The open incident of a kind at a bank, or null. */
export async function openIncident(
  trx: Transaction,
  institution: InstitutionId,
  kind: IncidentKind,
): Promise<Incident | null> {
  const row = await trx
    .selectFrom('institution_incidents')
    .selectAll()
    .where('institution', '=', institution)
    .where('kind', '=', kind)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  return row ?? null;
}

/** Whether a bank has served us nothing for so long that its links are broken. `now`: real time. */
export async function isSuspendedForLong(trx: Transaction, institution: InstitutionId, now: Date): Promise<boolean> {
  const incident = await openIncident(trx, institution, 'recipient_suspended');
  return incident !== null && incident.opened_at <= after(now, -SUSPENDED_MS);
}

/** Brings the institution's status on the wire in line with what is open. */
async function keepTrouble(trx: Transaction, institution: InstitutionId, now: Date): Promise<void> {
  const open = await trx
    .selectFrom('institution_incidents')
    .select(['kind', 'opened_at'])
    .where('institution', '=', institution)
    .where('closed_at', 'is', null)
    .execute();
  const trouble = troubleOf(open, now);
  await trx
    .updateTable('institutions')
    .set({ trouble })
    .where('id', '=', institution)
    .where('trouble', 'is distinct from', trouble)
    .execute();
}

/** `inactive` where nobody can link, `degraded` where some may. A certificate that is running out stops nobody yet. */
export function troubleOf(
  open: readonly Pick<Incident, 'kind' | 'opened_at'>[],
  now: Date,
): Row<'institutions'>['trouble'] {
  const stopping = open.filter(({ kind }) => kind !== 'certificate_expiring');
  if (stopping.length === 0) return null;
  const shut = stopping.some(
    ({ kind, opened_at }) =>
      kind === 'client_rejected' ||
      kind === 'recipient_suspended' ||
      (kind === 'outage' && opened_at <= after(now, -INACTIVE_AFTER_MS)),
  );
  return shut ? 'inactive' : 'degraded';
}

/** Forgets what was over before then; returns how many. */
export async function forgetIncidents(trx: Transaction, before: Date, rows_max: number): Promise<number> {
  const old = trx.selectFrom('institution_incidents').select('id').where('closed_at', '<', before).limit(rows_max);
  const deleted = await trx.deleteFrom('institution_incidents').where('id', 'in', old).executeTakeFirst();
  return Number(deleted.numDeletedRows);
}
