// What a policy would do if it were on: whom it would write to now, and how many on each coming day. Changes nothing.
//
// dryRun(context, policy) -> {now, upcoming}; the policy need not be saved or on
import { sql } from 'kysely';
import type { Context } from '#domain/context.ts';
import { confirmedEmails } from '#domain/merchants/member_rows.ts';
import { after, DAY_MS } from '#kernel/clock.ts';
import type { AccountId } from '#kernel/id.ts';
import { localTime, nextDay, startOfDay } from '#kernel/local_time.ts';
import { BATCH_MAX, previewRequest } from './relink_batch.ts';
import { heldUntil, type PolicySettings, REMINDER_DAYS } from './relink_policy.ts';
import { sentOnDayOf } from './relink_policy_rows.ts';

/** Today and the days after it. */
const DAYS = 30;

export interface DryRun {
  /** Broken and not written to by the policy since; at most BATCH_MAX, the oldest first. `previewRequest` says who of them may be. */
  now: AccountId[];
  /** How many mails would go out, today first: what the cap leaves over goes on to the next day. */
  upcoming: { date: string; count: number }[];
}

export async function dryRun(context: Context, policy: PolicySettings): Promise<DryRun> {
  const now = policy.when_relinkable ? await brokenAccounts(context) : [];
  const { eligible } = await previewRequest(context, now);
  const days = comingDays(context.clock.now(), policy.time_zone);
  const due = await remindersDue(context, policy, days);
  let waiting = eligible.length;
  const upcoming = [];
  for (const [index, day] of days.slice(0, DAYS).entries()) {
    waiting += due[index] ?? 0;
    const count = Math.min(waiting, index === 0 ? await leftToday(context, policy) : policy.daily_cap);
    waiting -= count;
    upcoming.push({ date: localTime(day, policy.time_zone).date, count });
  }
  return { now, upcoming };
}

async function leftToday(context: Context, policy: PolicySettings): Promise<number> {
  const now = context.clock.now();
  const held = heldUntil(policy, now, 0);
  if (held !== null && held >= nextDay(now, policy.time_zone)) return 0;
  return Math.max(0, policy.daily_cap - (await sentOnDayOf(context, now, policy.time_zone)));
}

/** When each day begins, and last when the one after them does. */
function comingDays(now: Date, zone: string): Date[] {
  const days = [startOfDay(now, zone)];
  while (days.length <= DAYS) days.push(nextDay(days.at(-1) as Date, zone));
  return days;
}

async function brokenAccounts(context: Context): Promise<AccountId[]> {
  const rows = await context.trx
    .selectFrom('accounts')
    .leftJoin('relink_policy_marks', 'relink_policy_marks.account', 'accounts.id')
    .select('accounts.id')
    .where('merchant', '=', context.merchant.id)
    .where('livemode', '=', context.livemode)
    .where('attention_at', '=', sql<Date>`'epoch'::timestamptz`)
    .where((is) => is.or([is('broken_asked', 'is', null), is('broken_asked', '=', false)]))
    .orderBy('sequence')
    .limit(BATCH_MAX)
    .execute();
  return rows.map(({ id }) => id);
}

/** How many reminders fall on each day. Who lives on a test clock is counted by how far away they are on it. */
async function remindersDue(context: Context, policy: PolicySettings, days: readonly Date[]): Promise<number[]> {
  const { trx, merchant, livemode, clock } = context;
  const now = clock.now();
  const emails = livemode ? [] : [...(await confirmedEmails(context))];
  const latest = after(days.at(-1) as Date, Math.max(...REMINDER_DAYS) * DAY_MS);
  const owned = sql`a.merchant = ${merchant.id} and a.livemode = ${livemode}`;
  const { rows } = await sql<{ day: number; count: number }>`
    with ending as (
      select a.id from accounts a
      where ${owned} and a.test_clock is null
        and coalesce(a.ends_at, 'infinity'::timestamptz) > ${now} and coalesce(a.ends_at, 'infinity'::timestamptz) <= ${latest}
      union
      select a.id from authorizations z join accounts a on a.authorization_id = z.id
      where ${owned} and z.test_clock is not null and a.ends_at is not null
    ), watched as (
      select a.ends_at as ends, coalesce(t.frozen_time, ${now}::timestamptz) as now, m.ends_at as counted_to, m.reminded
      from ending join accounts a on a.id = ending.id
      left join customers c on c.id = a.customer and c.deleted_at is null
      left join connected_accounts h on h.id = a.connected_account and h.deleted_at is null
      left join test_clocks t on t.id = a.test_clock
      left join relink_policy_marks m on m.account = a.id
      where coalesce(c.email, h.email, '') <> '' and (${livemode} or lower(coalesce(c.email, h.email)) = any(${emails}::text[]))
    ), reminders as (
      select ${now}::timestamptz + (ends - d.days * interval '24 hours' - now) as at
      from watched cross join unnest(${policy.days_before}::int[]) as d (days)
      where ends - d.days * interval '24 hours' > now
        and (counted_to is distinct from ends or d.days < coalesce(reminded, 100))
    )
    select width_bucket(at, ${days}::timestamptz[]) - 1 as day, count(*)::int as count
    from reminders where at >= ${now} and at < ${days.at(-1)} group by 1`.execute(trx);
  const counts: number[] = Array(DAYS).fill(0);
  for (const { day, count } of rows) counts[day] = count;
  return counts;
}
