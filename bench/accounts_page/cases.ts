// The views that operators open, each as the page asks for it and as the one statement that finds the same accounts.
import type { AccountFilter, AccountSort, Paging } from '../../server/src/wire/dashboard.ts';
import { OTHER_BANK } from './rows.ts';

export interface Case {
  what: string;
  query: AccountFilter & Paging & { sort?: AccountSort };
  /** The condition on `accounts a`; `$1` is the merchant, `$2` the time. */
  where: string;
  order?: string;
  /** Begins in the middle of the list. */
  deep?: true;
}

/** One more than a page shows, so that it knows whether there is another one. */
export const ROWS = 51;

const NEEDS = 'a.attention_at <= $2';
const EXPIRING = "coalesce(a.ends_at, 'infinity') <= $2::timestamptz + interval '720 hours'";

/** Customers by words of their names: those of an account, or those whose accounts are looked for. */
function named(words: string, which = ''): string {
  const condition = `merchant = $1 and not livemode and deleted_at is null
    and holder_words(merchant, livemode, name, email) @@ holder_query($1, false, '${words}')`;
  if (which !== '') return `select from customers where ${which} and ${condition}`;
  return `a.customer = any(array(select id from customers where ${condition}))`;
}

export const CASES: Case[] = [
  { what: 'one account by its id', query: { search: 'fca_broken00000042' }, where: "a.id = 'fca_broken00000042'" },
  { what: 'all, newest first', query: {}, where: 'true' },
  { what: 'all, from the middle', query: {}, where: 'true', deep: true },
  {
    what: 'all, what ends first',
    query: { sort: 'ends_first' },
    where: 'true',
    order: "coalesce(a.ends_at, 'infinity'), a.sequence",
  },
  { what: 'inactive', query: { status: 'inactive' }, where: "a.status = 'inactive'" },
  { what: 'access denied', query: { cause: 'access_denied' }, where: "a.inactive_cause = 'access_denied'" },
  { what: 'needs a relink', query: { needs_relink: 'true' }, where: NEEDS },
  { what: 'expiring', query: { expiring: 'true' }, where: EXPIRING },
  {
    what: 'expiring, what ends first',
    query: { expiring: 'true', sort: 'ends_first' },
    where: EXPIRING,
    order: "coalesce(a.ends_at, 'infinity'), a.sequence",
  },
  {
    what: 'cannot be repaired',
    query: { not_repairable: 'true' },
    where: "a.status = 'inactive' and a.inactive_action = 'none'",
  },
  { what: 'one bank', query: { institution: OTHER_BANK }, where: `a.institution = '${OTHER_BANK}'` },
  {
    what: 'one bank, inactive',
    query: { institution: OTHER_BANK, status: 'inactive' },
    where: `a.institution = '${OTHER_BANK}' and a.status = 'inactive'`,
  },
  {
    what: 'needs a relink, not asked',
    query: { needs_relink: 'true', not_asked: 'true' },
    where: `${NEEDS} and (a.relink_asked_at is null or a.relink_asked_at <= $2::timestamptz - interval '48 hours')`,
  },
  { what: 'search: last four', query: { search: '0042' }, where: "a.last4 = '0042'" },
  {
    what: 'search: a name, a few',
    query: { search: 'customer broken 3777' },
    where: named('customer broken 3777'),
  },
  {
    what: 'search: a name, thousands',
    query: { search: 'customer broken 1' },
    where: named('customer broken 1'),
  },
  {
    what: 'search: a name, most',
    query: { search: 'customer needs' },
    // As it is fastest where many fit: accounts are tried in the order of the page.
    where: `exists (${named('customer needs', 'id = a.customer')} offset 0)`,
  },
];

export function statementOf({ where, order = 'a.sequence desc', deep }: Case, middle: number): string {
  const from = deep ? `and a.sequence < ${middle}` : '';
  return `select a.id, a.sequence from accounts a
    where a.merchant = $1 and not a.livemode and (${where}) ${from} and $2::timestamptz is not null order by ${order} limit ${ROWS}`;
}
