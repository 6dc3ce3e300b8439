// When a bank in trouble is looked at again: by one job per bank, while anything that a look could end is open.
import type { IncidentKind } from '#database/incident_tables.ts';
import type { Transaction } from '#database/schema.ts';
import { enqueue } from '#jobs/enqueue.ts';
import { after, MINUTE_MS, SECOND_MS } from '#kernel/clock.ts';
import type { InstitutionId, Random } from '#kernel/id.ts';

/** Looks whether a bank is back. Payload `{institution}`. */
export const PROBE = 'institution.probe';

export const FIRST_WAIT_MS = 10 * SECOND_MS;
/** With what is added to every wait it is an hour: nobody waits for longer to see that he has mended something. */
const WAIT_MS_MAX = 50 * MINUTE_MS;
/** Of the wait: nodes and jobs do not come back in the same second. */
const JITTER = 0.2;

/** What a look can prove over; a certificate that is running out is looked at in its file. */
export const PROBED: readonly IncidentKind[] = ['outage', 'maintenance', 'recipient_suspended', 'client_rejected'];

interface Planning {
  institution: InstitutionId;
  now: Date;
  random: Random;
}

/** A bit later, by up to a fifth of `wait`. */
export function staggered(at: Date, wait: number, random: Random): Date {
  const [part = 0] = random(1);
  return after(at, Math.round(((wait * JITTER) / 256) * part));
}

export async function planProbe(
  trx: Transaction,
  { institution, now }: Pick<Planning, 'institution' | 'now'>,
  due_at: Date,
): Promise<void> {
  await enqueue(trx, {
    kind: PROBE,
    payload: { institution },
    due_at,
    test_clock: null,
    unique_key: institution,
    created: now,
  });
}

/** Where incidents are open, whether or not they hold anything back: how many failures there were says how many links there are. */
export async function probeAgain(trx: Transaction, { institution, now, random }: Planning): Promise<void> {
  const [first] = await openKinds(trx, institution);
  if (first === undefined) return;
  const wait = waitAfter(now.getTime() - first.opened_at.getTime());
  await planProbe(trx, { institution, now }, staggered(after(now, wait), wait, random));
}

/** As long as it has lasted, so that the waits double, within bounds. Pure. */
export function waitAfter(lasted_ms: number): number {
  return Math.min(Math.max(lasted_ms, FIRST_WAIT_MS), WAIT_MS_MAX);
}

/** The open incidents that a look can prove over, the oldest first. */
export async function openKinds(
  trx: Transaction,
  institution: InstitutionId,
): Promise<{ kind: IncidentKind; opened_at: Date }[]> {
  return await trx
    .selectFrom('institution_incidents')
    .select(['kind', 'opened_at'])
    .where('institution', '=', institution)
    .where('closed_at', 'is', null)
    .where('kind', 'in', [...PROBED])
    .orderBy('opened_at')
    .execute();
}

/** Has every bank in trouble looked at at once: somebody has mended something. Returns their slugs. */
export async function probeAllNow(trx: Transaction, now: Date): Promise<string[]> {
  const banks = await trx
    .selectFrom('institutions as i')
    .select(['i.id', 'i.slug'])
    .where(({ exists, or, selectFrom }) =>
      or([
        exists(
          selectFrom('institution_incidents as n')
            .select('n.id')
            .whereRef('n.institution', '=', 'i.id')
            .where('n.closed_at', 'is', null)
            .where('n.kind', 'in', [...PROBED]),
        ),
        exists(
          selectFrom('bank_circuits as c')
            .select('c.institution')
            .whereRef('c.institution', '=', 'i.id')
            .where('c.opened_at', 'is not', null),
        ),
      ]),
    )
    .orderBy('i.slug')
    .execute();
  for (const { id } of banks) await planProbe(trx, { institution: id, now }, now);
  return banks.map(({ slug }) => slug);
}
