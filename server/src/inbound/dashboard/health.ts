// GET /health: why links broke and where, how far relink requests came, and what ends when. By days that are over and weeks to come.
import { sql } from 'kysely';
import { z } from 'zod';
import { refuseParam } from '#inbound/http/params.ts';
import { after, DAY_MS } from '#kernel/clock.ts';
import type { Cause, Health } from '#wire/dashboard_objects.ts';
import { institutionLabel } from './accounts/rows.ts';
import { call, type DashboardContext } from './call.ts';

const DAYS_DEFAULT = 30;
/** Events are kept for this long. */
const DAYS_MAX = 30;
const WEEKS = 13;
const GROUPS_MAX = 200;
/** Beyond this a figure says less than it costs. */
const EVENTS_MAX = 100_000;

export const health = call('GET /health', {
  role: 'viewer',
  query: z.object({
    days: z
      .string()
      .transform((value, context): number => {
        const days = Number(value);
        if (/^\d{1,2}$/.test(value) && days >= 1 && days <= DAYS_MAX) return days;
        refuseParam(context, `This value must be a whole number from 1 to ${DAYS_MAX}.`);
        return z.NEVER;
      })
      .optional(),
  }),
  run: async (context, { query: { days = DAYS_DEFAULT } }): Promise<Health> => {
    const since = after(context.clock.now(), -days * DAY_MS);
    const deactivated = await deactivations(context, since);
    return {
      deactivations: await byCause(context, deactivated),
      deactivations_by_day: byDay(deactivated, since, days),
      funnel: await funnel(context, since),
      expiring: await expiring(context),
    };
  },
});

interface Deactivations {
  day: string;
  cause: Cause;
  institution: string;
  count: number;
}

/**
 * From the events, because an account tells only how it stands now; a cause that turned out to be the bank's doing afterwards is
 * told as that. Days are UTC.
 */
async function deactivations({ trx, merchant, livemode }: DashboardContext, since: Date): Promise<Deactivations[]> {
  const { rows } = await sql<Deactivations>`
    select day, institution, count(*)::int as count,
           case when cause = 'access_denied' and among_many then 'institution_requirement' else cause end as cause
    from (
      select day, institution, cause, exists (
        select from consents where authorization_id = told.authorization_id and ended_at = told.created and ended_among_many
      ) as among_many
      from (
        select to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD') as day, created,
               data #>> '{object,status_details,inactive,cause}' as cause, data #>> '{object,institution}' as institution,
               data #>> '{object,authorization}' as authorization_id
        from events
        where merchant = ${merchant.id} and livemode = ${livemode}
          and type = 'financial_connections.account.deactivated' and recorded_at >= ${since}
        order by sequence desc limit ${EVENTS_MAX}
      ) as told
      where cause is not null and institution is not null
    ) as known
    group by 1, 2, 4 order by 1`.execute(trx);
  return rows;
}

async function byCause(context: DashboardContext, rows: Deactivations[]): Promise<Health['deactivations']> {
  const sums = new Map<string, { cause: Cause; institution: string; count: number }>();
  for (const { cause, institution, count } of rows) {
    const name = `${cause} ${institution}`;
    sums.set(name, { cause, institution, count: count + (sums.get(name)?.count ?? 0) });
  }
  const ids = [...new Set(rows.map((row) => row.institution))];
  const banks = await context.trx
    .selectFrom('institutions')
    .select(['id', 'name', 'display_name', 'color'])
    .where('id', '=', sql<never>`any(${ids}::text[])`)
    .execute();
  return [...sums.values()]
    .sort((one, other) => other.count - one.count)
    .slice(0, GROUPS_MAX)
    .flatMap(({ cause, institution, count }) => {
      const bank = banks.find((row) => row.id === institution);
      return bank === undefined ? [] : [{ cause, institution: institutionLabel(bank), count }];
    });
}

/** Every day of the time, also those on which nothing broke. */
function byDay(rows: Deactivations[], since: Date, days: number): Health['deactivations_by_day'] {
  const dates = Array.from({ length: days }, (_, index) => dateOf(after(since, (index + 1) * DAY_MS)));
  return dates.map((date) => ({
    date,
    count: rows.filter((row) => row.day === date).reduce((sum, row) => sum + row.count, 0),
  }));
}

/** How far the hosted sessions came that were made in this time; each is counted once per step. */
async function funnel({ trx, merchant, livemode }: DashboardContext, since: Date): Promise<Health['funnel']> {
  const { rows } = await sql<Health['funnel']>`
    select count(*) filter (where requested)::int as requested, count(*) filter (where sent)::int as sent,
           count(*) filter (where opened)::int as opened, count(*) filter (where at_bank)::int as at_bank,
           count(*) filter (where succeeded)::int as succeeded
    from (
      select bool_or(p.step = 'requested') as requested, bool_or(p.step in ('sent', 'delivered')) as sent,
             bool_or(p.step = 'opened') as opened, bool_or(p.step = 'at_bank') as at_bank, bool_or(p.step = 'succeeded') as succeeded
      from (
        select s.id from session_steps r join sessions s on s.id = r.session
        where r.step = 'requested' and r.recorded_at >= ${since} and s.merchant = ${merchant.id} and s.livemode = ${livemode}
        order by r.recorded_at desc limit ${EVENTS_MAX}
      ) as s
      join session_steps p on p.session = s.id
      group by s.id
    ) as reached`.execute(trx);
  return rows[0] ?? { requested: 0, sent: 0, opened: 0, at_bank: 0, succeeded: 0 };
}

/** By the week that begins on Monday; accounts on test clocks live in another time and are left out. */
async function expiring({ trx, merchant, livemode, clock }: DashboardContext): Promise<Health['expiring']> {
  const now = clock.now();
  const monday = after(now, -((now.getUTCDay() + 6) % 7) * DAY_MS);
  const weeks = Array.from({ length: WEEKS }, (_, index) => dateOf(after(monday, index * 7 * DAY_MS)));
  const { rows } = await sql<{ week: string; deactivations: number; numbers: number }>`
    select to_char(date_trunc('week', a.ends_at at time zone 'UTC'), 'YYYY-MM-DD') as week,
           count(*) filter (where a.ends_at is distinct from a.number_expires_at)::int as deactivations,
           count(*) filter (where a.ends_at = a.number_expires_at)::int as numbers
    from accounts a
    where a.merchant = ${merchant.id} and a.livemode = ${livemode} and a.test_clock is null
      and coalesce(a.ends_at, 'infinity'::timestamptz) >= ${new Date(`${weeks[0]}T00:00:00Z`)}
      and coalesce(a.ends_at, 'infinity'::timestamptz) < ${after(new Date(`${weeks.at(-1)}T00:00:00Z`), 7 * DAY_MS)}
    group by 1`.execute(trx);
  return weeks.map((week) => rows.find((row) => row.week === week) ?? { week, deactivations: 0, numbers: 0 });
}

function dateOf(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}
