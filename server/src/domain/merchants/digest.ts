// The weekly digest for operators: what needs a relink, what was asked for and repaired, what ends soon. On real time.
//
// planDigests(trx, now)      plants the job that goes round; a second one is the same
// writeDigests(base, trx, …) one page of merchants: writes to the operators of those whose Monday morning has come
import { type RawBuilder, sql } from 'kysely';
import type { Transaction } from '#database/schema.ts';
import { withinNotice } from '#domain/connections/notice.ts';
import type { Context } from '#domain/context.ts';
import { enqueueMail } from '#domain/mails/mail.ts';
import { openContext } from '#domain/open_context.ts';
import type { Digest } from '#emails/types.ts';
import { enqueue } from '#jobs/enqueue.ts';
import { MINUTE_MS } from '#kernel/clock.ts';
import type { MerchantId } from '#kernel/id.ts';
import { type DigestWeek, dueWeek } from './digest_week.ts';

/** The job that looks who is due, a page of merchants at a time. Payload `{after}`: the id that the page before ended with. */
export const WRITE_DIGESTS = 'digests.write';

/** Merchants whose figures one transaction counts. */
const PAGE = 20;
const MEMBERS_MAX = 1_000;
/** In every zone, eight o'clock falls on a quarter of an hour. */
const ROUND_MS = 15 * MINUTE_MS;

type Base = Parameters<typeof openContext>[0] & { database: { livemode: boolean } };

export async function planDigests(trx: Transaction, now: Date): Promise<void> {
  const due_at = new Date((Math.floor(now.getTime() / ROUND_MS) + 1) * ROUND_MS);
  await enqueueRound(trx, now, due_at, '');
}

async function enqueueRound(trx: Transaction, created: Date, due_at: Date, page: string): Promise<void> {
  const job = { kind: WRITE_DIGESTS, payload: { after: page }, due_at, test_clock: null, created };
  await enqueue(trx, { ...job, unique_key: 'round' });
}

export async function writeDigests(base: Base, trx: Transaction, page: string, public_url: string): Promise<void> {
  const now = base.clock.now();
  const { livemode } = base.database;
  const found = await merchantsAfter(trx, page, livemode);
  for (const { id, time_zone, told, created } of found) {
    const due = dueWeek(now, time_zone ?? 'UTC');
    // Whoever came since then has nothing to look back on.
    if (created >= due.due_at || (told !== null && told >= due.week)) continue;
    const context = await openContext(base, trx, { merchant: id, livemode });
    if (await markTold(context, due.week)) await writeDigest(context, due, public_url);
  }
  const last = found.at(-1);
  if (found.length >= PAGE && last !== undefined) await enqueueRound(trx, now, now, last.id);
  else await planDigests(trx, now);
}

interface Found {
  id: MerchantId;
  created: Date;
  time_zone: string | null;
  /** The week of his newest digest. */
  told: string | null;
}

async function merchantsAfter(trx: Transaction, page: string, livemode: boolean): Promise<Found[]> {
  const { rows } = await sql<Found>`
    select m.id, m.created, p.time_zone, d.week as told
    from merchants m
    left join relink_policies p on p.merchant = m.id and p.livemode = ${livemode}
    left join digests d on d.merchant = m.id and d.livemode = ${livemode}
    where m.id > ${page} and m.platform is null
    order by m.id limit ${PAGE}`.execute(trx);
  return rows;
}

/** False when somebody else has told of this week meanwhile. */
async function markTold({ trx, merchant, livemode }: Context, week: string): Promise<boolean> {
  const written = await trx
    .insertInto('digests')
    .values({ merchant: merchant.id, livemode, week })
    .onConflict((conflict) =>
      conflict.columns(['merchant', 'livemode']).doUpdateSet({ week }).where('digests.week', '<', week),
    )
    .returning('week')
    .executeTakeFirst();
  return written !== undefined;
}

/** Nothing to tell: no mail. */
async function writeDigest(context: Context, week: DigestWeek, public_url: string): Promise<void> {
  const figures = await figuresOf(context, week);
  if (Object.values(figures).every((figure) => figure === 0)) return;
  const { trx, merchant, clock } = context;
  const readers = await trx
    .selectFrom('members')
    .select('email')
    .where('merchant', '=', merchant.id)
    .where('removed_at', 'is', null)
    .where('confirmed_at', 'is not', null)
    .where('digest', '=', true)
    .where('role', 'in', ['owner', 'operator'])
    .orderBy('sequence')
    .limit(MEMBERS_MAX)
    .execute();
  const data: Digest = { week: week.week, ...figures, url: `${public_url}/dashboard/accounts?needs_relink=true` };
  for (const { email } of readers) {
    await enqueueMail(context, { type: 'digest', recipient: email, data, created: clock.now() }, true);
  }
}

type Figures = Pick<Digest, 'needs_relink' | 'repaired' | 'asked' | 'expiring'>;

/** How things stand now, and what was done in the week, by the real time of doing it. */
async function figuresOf({ trx, merchant, livemode, clock }: Context, { from, until }: DigestWeek): Promise<Figures> {
  const now = clock.now();
  const own = sql`a.merchant = ${merchant.id} and a.livemode = ${livemode}`;
  const customers = sql`coalesce(t.frozen_time, ${now}::timestamptz)`;
  const accounts = (condition: RawBuilder<unknown>) =>
    sql`(select count(*)::int from accounts a left join test_clocks t on t.id = a.test_clock where ${own} and ${condition})`;
  const { rows } = await sql<Figures>`select
    ${accounts(sql`a.attention_at <= ${customers}`)} as needs_relink,
    ${accounts(withinNotice(sql`a.ends_at`, customers))} as expiring,
    (select count(*)::int from session_steps r join sessions s on s.id = r.session
      where r.step = 'requested' and r.recorded_at >= ${from} and r.recorded_at < ${until}
        and s.merchant = ${merchant.id} and s.livemode = ${livemode}) as asked,
    (select count(*)::int from events e
      where e.merchant = ${merchant.id} and e.livemode = ${livemode} and e.type = 'financial_connections.session.updated'
        and e.recorded_at >= ${from} and e.recorded_at < ${until} and e.data #>> '{object,status}' = 'succeeded'
        and e.data #> '{object,relink_options}' is not null) as repaired`.execute(trx);
  return rows[0] as Figures;
}
