// The figures that the database knows, the same on every node: what waits, what failed, and how the banks are.
import { sql } from 'kysely';
import type { Transaction } from '#database/schema.ts';
import { after, DAY_MS, HOUR_MS } from '#kernel/clock.ts';
import type { Family, Labels } from '#kernel/metrics.ts';

/** Beyond this a figure says "at least": a backlog is told in time, not counted to its end. */
const COUNTED_MAX = 100_000;

type Read = (trx: Transaction, now: Date) => Promise<Family[]>;

/** All of them, in one transaction. */
export async function readings(trx: Transaction, now: Date): Promise<Family[]> {
  const families: Family[] = [];
  for (const read of READS) families.push(...(await read(trx, now)));
  return families;
}

/** What waits on a test clock waits for its owner, so it is not behind. */
const jobs: Read = async (trx, now) => {
  const { rows } = await sql<
    Record<'due' | 'held' | 'running' | 'failed', number> & { kind: string; oldest: Date | null }
  >`
    select kind, count(*) filter (where state = 'due')::int as due, count(*) filter (where state = 'held')::int as held,
           count(*) filter (where state = 'running')::int as running, count(*) filter (where state = 'failed')::int as failed,
           min(due_at) filter (where state = 'due') as oldest
    from (
      (select kind, case when not_before > ${now} then 'held' else 'due' end as state, greatest(due_at, not_before) as due_at
       from jobs where state = 'waiting' and test_clock is null and due_at <= ${now} limit ${COUNTED_MAX})
      union all
      (select kind, state, due_at from jobs where state = 'running' limit ${COUNTED_MAX})
      union all
      (select kind, state, due_at from jobs where finished_at > ${after(now, -HOUR_MS)} and state = 'failed' limit ${COUNTED_MAX})
    ) as counted group by kind order by kind`.execute(trx);
  const by = (value: (row: (typeof rows)[number]) => number) =>
    rows.map((row) => ({ labels: { kind: row.kind }, value: value(row) }));
  return [
    gauge(
      'relink_jobs_due',
      'Jobs that could run and wait.',
      by((row) => row.due),
    ),
    gauge(
      'relink_jobs_held',
      'Jobs that wait for their next try, or for a bank that is in trouble.',
      by((row) => row.held),
    ),
    gauge(
      'relink_jobs_running',
      'Jobs that run.',
      by((row) => row.running),
    ),
    gauge(
      'relink_jobs_failed',
      'Jobs that were given up within an hour.',
      by((row) => row.failed),
    ),
    gauge(
      'relink_jobs_oldest_due_seconds',
      'How long the first of those that could run has waited.',
      by((row) => age(row.oldest, now)),
    ),
  ];
};

const webhooks: Read = async (trx, now) => {
  const { rows } = await sql<{ pending: number; oldest: Date | null; failing: number; disabled: number }>`
    select (select count(*)::int from (select from webhook_deliveries where status = 'pending' limit ${COUNTED_MAX}) as p) as pending,
           (select min(due_at) from webhook_deliveries where status = 'pending') as oldest,
           (select count(*)::int from webhook_endpoints where deleted_at is null and failing_since is not null) as failing,
           (select count(*)::int from webhook_endpoints where deleted_at is null and disabled_reason = 'failing') as disabled`.execute(
    trx,
  );
  const { pending, oldest, failing, disabled } = rows[0]!;
  return [
    gauge('relink_webhook_deliveries_pending', 'Deliveries that are to be made or repeated.', only(pending)),
    gauge('relink_webhook_oldest_due_seconds', 'How long the first of them has been due.', only(age(oldest, now))),
    gauge('relink_webhook_endpoints_failing', 'Endpoints that take nothing at present.', only(failing)),
    gauge('relink_webhook_endpoints_disabled', 'Endpoints that were disabled for that.', only(disabled)),
  ];
};

const mails: Read = async (trx, now) => {
  const rows = await trx
    .selectFrom('mails')
    .select(['state', ({ fn }) => fn.countAll<number>().as('count')])
    .where('recipient', '<>', '')
    .where('recorded_at', '>', after(now, -DAY_MS))
    .groupBy('state')
    .execute();
  const samples = rows.map(({ state, count }) => ({ labels: { state }, value: count }));
  return [gauge('relink_mails', 'Mails of a day by what became of them.', samples)];
};

const banks: Read = async (trx, now) => {
  const circuits = await trx
    .selectFrom('bank_circuits as c')
    .innerJoin('institutions as i', 'i.id', 'c.institution')
    .select(['i.slug', 'c.failures', 'c.opened_at', 'c.retry_at'])
    .execute();
  const incidents = await trx
    .selectFrom('institution_incidents as n')
    .innerJoin('institutions as i', 'i.id', 'n.institution')
    .select(['i.slug', 'n.kind', 'n.opened_at', 'n.expected_until'])
    .where('n.closed_at', 'is', null)
    .execute();
  const of = (slug: string): Labels => ({ institution: slug });
  const ending = incidents.flatMap(({ slug, kind, expected_until }) =>
    kind === 'certificate_expiring' && expected_until !== null
      ? [{ labels: of(slug), value: -age(expected_until, now) }]
      : [],
  );
  return [
    gauge(
      'relink_bank_circuit_open',
      'Whether what nobody waits for leaves the bank alone.',
      circuits.map(({ slug, opened_at }) => ({ labels: of(slug), value: opened_at === null ? 0 : 1 })),
    ),
    gauge(
      'relink_bank_failures',
      'Failures of the bank as a whole, in a row.',
      circuits.map(({ slug, failures }) => ({ labels: of(slug), value: failures })),
    ),
    gauge(
      'relink_bank_incident_seconds',
      'How long an incident has been open.',
      incidents.map(({ slug, kind, opened_at }) => ({ labels: { ...of(slug), kind }, value: age(opened_at, now) })),
    ),
    gauge('relink_client_certificate_seconds', 'Until our certificate for the bank runs out, once it is near.', ending),
  ];
};

const READS: readonly Read[] = [jobs, webhooks, mails, banks];

function gauge(name: string, help: string, samples: Family['samples']): Family {
  return { name, help, type: 'gauge', samples };
}

function only(value: number): Family['samples'] {
  return [{ labels: {}, value }];
}

/** In seconds; nothing is of no age. */
function age(since: Date | null, now: Date): number {
  return since === null ? 0 : Math.round((now.getTime() - since.getTime()) / 100) / 10;
}
