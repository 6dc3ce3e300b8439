// Which accounts a view shows: the filter of an address as conditions that indexes answer (migrations 0002, 0003 and 0010).
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { z } from 'zod';
import { EMAIL_PAUSE_MS } from '#domain/connections/hosted_relink.ts';
import { NOTICE_MS, withinNotice } from '#domain/connections/notice.ts';
import type { Context } from '#domain/context.ts';
import { enumeration, text } from '#inbound/http/params.ts';
import { after } from '#kernel/clock.ts';
import { id, only } from '../reading.ts';

const CAUSES = [
  'access_denied',
  'access_expired',
  'account_closed',
  'account_unavailable',
  'institution_requirement',
  'unspecified',
] as const;
const SEARCH_MAX = 256;
/** Looking up the accounts of so many takes a tenth of a second; more of them are met soon in any order. */
const FEW_CUSTOMERS = 20_000;

/** Spread into a query; the same fields make a filter in a body. */
export const filterFields = {
  status: enumeration(['active', 'inactive', 'disconnected']).optional(),
  cause: enumeration(CAUSES).optional(),
  needs_relink: only().optional(),
  expiring: only().optional(),
  not_repairable: only().optional(),
  institution: id().optional(),
  not_asked: only().optional(),
  customer: id().optional(),
  connected_account: id().optional(),
  search: text({ max: SEARCH_MAX }).optional(),
};

export const filter = z.strictObject(filterFields);
export type Filter = z.output<typeof filter>;

export type Condition = RawBuilder<SqlBool>;

/** What time it is for the merchant's customers. */
export interface Times {
  now: Date;
  /** The latest time of any of his test clocks; null where he has none. */
  latest: Date | null;
}

/** The conditions on `accounts as a` for the context's merchant and mode. */
export async function accountConditions(context: Context, given: Filter): Promise<Condition> {
  const { search, ...rest } = given;
  const condition = conditionsAt(context, rest, await readTimes(context));
  if (search === undefined || search.trim() === '') return condition;
  return sql<SqlBool>`${condition} and ${await searched(context, search.trim())}`;
}

/** Accounts that are not active have no end to be ordered by: they come in the order in which they were made. */
export function hasNoEnd({ status, cause, not_repairable }: Filter): boolean {
  return status === 'inactive' || status === 'disconnected' || cause !== undefined || not_repairable === true;
}

export function conditionsAt(context: Context, given: Omit<Filter, 'search'>, times: Times): Condition {
  const { merchant, livemode } = context;
  const conditions: Condition[] = [sql`a.merchant = ${merchant.id} and a.livemode = ${livemode}`];
  if (given.status !== undefined) conditions.push(sql`a.status = ${given.status}`);
  if (given.cause !== undefined) conditions.push(sql`a.inactive_cause = ${given.cause}`);
  if (given.institution !== undefined) conditions.push(sql`a.institution = ${given.institution}`);
  if (given.customer !== undefined) conditions.push(sql`a.customer = ${given.customer}`);
  if (given.connected_account !== undefined) conditions.push(sql`a.connected_account = ${given.connected_account}`);
  if (given.not_repairable) conditions.push(sql`a.status = 'inactive' and a.inactive_action = 'none'`);
  if (given.needs_relink) conditions.push(needingRelink(times));
  if (given.expiring) conditions.push(expiring(times));
  if (given.not_asked) conditions.push(notAsked(times));
  return sql<SqlBool>`${sql.join(conditions, sql` and `)}`;
}

export async function readTimes({ trx, clock, merchant }: Context): Promise<Times> {
  const row = await trx
    .selectFrom('test_clocks')
    .select((eb) => eb.fn.max('frozen_time').as('latest'))
    .where('merchant', '=', merchant.id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  const now = clock.now();
  const latest = row?.latest ?? null;
  return { now, latest: latest && new Date(Math.max(latest.getTime(), now.getTime())) };
}

/** The time of the customer of `a`. */
function customersNow(now: Date): RawBuilder<Date> {
  return sql<Date>`coalesce((select frozen_time from test_clocks where id = a.test_clock), ${now}::timestamptz)`;
}

// Where there are clocks, the first condition is one that an index answers, and the second is exact.
function needingRelink({ now, latest }: Times): Condition {
  if (latest === null) return sql`a.attention_at <= ${now}`;
  return sql`a.attention_at <= ${latest} and a.attention_at <= ${customersNow(now)}`;
}

function expiring({ now, latest }: Times): Condition {
  const within = (instant: Date) => sql`coalesce(a.ends_at, 'infinity'::timestamptz) <= ${after(instant, NOTICE_MS)}`;
  if (latest === null) return sql`${within(now)}`;
  return sql`${within(latest)} and ${withinNotice(sql`a.ends_at`, customersNow(now))}`;
}

function notAsked({ now, latest }: Times): Condition {
  const since = latest === null ? sql`${after(now, -EMAIL_PAUSE_MS)}` : sql`${customersNow(now)} - interval '48 hours'`;
  return sql`(a.relink_asked_at is null or a.relink_asked_at <= ${since})`;
}

/** An id, an e-mail address, last four digits, or how words of a holder's name begin. */
async function searched(context: Context, term: string): Promise<Condition> {
  if (term.startsWith('fca_')) return sql`a.id = ${term}`;
  if (term.startsWith('cus_')) return sql`a.customer = ${term}`;
  if (term.startsWith('acct_')) return sql`a.connected_account = ${term}`;
  if (term.startsWith('fcauth_')) return sql`a.authorization_id = ${term}`;
  if (term.startsWith('fcsess_')) return sql`a.id in (select relink_account from sessions where id = ${term})`;
  if (/^\d{4}$/.test(term)) return sql`a.last4 = ${term}`;
  const ofCustomers = await ofCustomersLike(context, term);
  const ofConnected = await ofConnectedLike(context, term);
  return ofConnected === null ? ofCustomers : sql`(${ofCustomers} or ${ofConnected})`;
}

/**
 * The accounts of a few customers are looked up; of many, accounts are tried in the order of the page until it is full. The
 * database cannot tell which it will be: it does not know how many are called alike.
 */
async function ofCustomersLike(context: Context, term: string): Promise<Condition> {
  const { trx, merchant, livemode } = context;
  const like = holderSearch(context, 'merchant', term);
  const customers = sql`from customers where merchant = ${merchant.id}
    and livemode = ${livemode} and deleted_at is null and ${like}`;
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (select ${customers} limit ${FEW_CUSTOMERS + 1}) as found`.execute(trx);
  if ((rows[0]?.count ?? 0) <= FEW_CUSTOMERS) return sql`a.customer = any(array(select id ${customers}))`;
  // `offset 0` keeps it a question about each account.
  return sql`exists (select from customers where id = a.customer and deleted_at is null and ${like} offset 0)`;
}

/** Null where no connected account is called so: most merchants have none, and are asked nothing more. */
async function ofConnectedLike(context: Context, term: string): Promise<Condition | null> {
  const { trx, merchant, livemode } = context;
  const like = holderSearch(context, 'platform', term);
  const found = sql`from connected_accounts where platform = ${merchant.id}
    and livemode = ${livemode} and deleted_at is null and ${like}`;
  const { rows } = await sql`select ${found} limit 1`.execute(trx);
  return rows.length === 0 ? null : sql`a.connected_account = any(array(select id ${found}))`;
}

/**
 * The condition on `customers` or `connected_accounts` (`owner` is the column that says whose they are): a whole e-mail address, or
 * how words of the name or of the address before the @ begin, in any order, without case and accents (migration 0010).
 */
export function holderSearch({ merchant, livemode }: Context, owner: 'merchant' | 'platform', term: string): Condition {
  if (term.includes('@')) return sql`lower(email) = ${term.toLowerCase()}`;
  const words = sql`holder_words(${sql.ref(owner)}, livemode, name, email)`;
  return sql`${words} @@ holder_query(${merchant.id}, ${livemode}, ${term})`;
}
