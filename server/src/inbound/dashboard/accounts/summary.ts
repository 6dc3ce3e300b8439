// GET /accounts/summary: how many accounts are in each state, counted up to a limit.
import { sql } from 'kysely';
import { SECOND_MS } from '#kernel/clock.ts';
import type { AccountSummary, Count } from '#wire/dashboard_objects.ts';
import { call, type DashboardContext } from '../call.ts';
import { conditionsAt, type Filter, readTimes } from './filter.ts';

/** Beyond this the page says "more than". */
const COUNTED_MAX = 10_000;
const KEPT_MS_MAX = 5 * SECOND_MS;
/** A summary is kept for so many times what it took: the quick ones of small merchants are always fresh. */
const KEPT_PER_COST = 50;
const MERCHANTS_KEPT = 1_000;

const kept = new Map<string, { summary: AccountSummary; until: number }>();

const FILTERS: Record<keyof AccountSummary, Filter> = {
  total: {},
  active: { status: 'active' },
  inactive: { status: 'inactive' },
  disconnected: { status: 'disconnected' },
  needs_relink: { needs_relink: true },
  expiring: { expiring: true },
  not_repairable: { not_repairable: true },
};

export const summary = call('GET /accounts/summary', {
  role: 'viewer',
  run: async (context) => {
    const name = `${context.merchant.id}/${context.livemode}`;
    const begun = performance.now();
    const before = kept.get(name);
    if (before !== undefined && before.until > begun) return before.summary;
    const counted = await countAll(context);
    const now = performance.now();
    if (kept.size >= MERCHANTS_KEPT) kept.clear();
    kept.set(name, { summary: counted, until: now + Math.min(KEPT_MS_MAX, (now - begun) * KEPT_PER_COST) });
    return counted;
  },
});

async function countAll(context: DashboardContext): Promise<AccountSummary> {
  const times = await readTimes(context);
  const parts = Object.entries(FILTERS).map(([name, filter]) => {
    const condition = conditionsAt(context, filter, times);
    return sql`(select count(*) from (select from accounts a where ${condition} limit ${COUNTED_MAX + 1}) as counted) as ${sql.id(name)}`;
  });
  const { rows } = await sql<Record<keyof AccountSummary, number>>`select ${sql.join(parts)}`.execute(context.trx);
  const counts = Object.entries(rows[0] ?? {}).map(([name, value]) => [name, upTo(Number(value))]);
  return Object.fromEntries(counts);
}

function upTo(value: number): Count {
  return { value: Math.min(value, COUNTED_MAX), capped: value > COUNTED_MAX };
}
