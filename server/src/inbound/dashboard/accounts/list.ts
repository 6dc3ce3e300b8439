// GET /accounts: the table that operators work from, filtered, searched, sorted, a page at a time.
import { type SqlBool, sql } from 'kysely';
import { enumeration } from '#inbound/http/params.ts';
import type { AccountId } from '#kernel/id.ts';
import type { DashboardContext } from '../call.ts';
import { call } from '../call.ts';
import { pageOf, type Stretch, stretchOf } from '../paging.ts';
import { paging } from '../reading.ts';
import { accountConditions, type Condition, type Filter, filterFields, hasNoEnd } from './filter.ts';
import { accountRows } from './rows.ts';

export const SORTS = ['newest', 'oldest', 'ends_first'] as const;
export type Sort = (typeof SORTS)[number];

import { z } from 'zod';

export const listAccounts = call('GET /accounts', {
  role: 'viewer',
  query: z.object({ ...filterFields, ...paging, sort: enumeration(SORTS).optional() }),
  run: async (context, { query: { sort: wanted = 'newest', after, before, limit, ...filter } }) => {
    const sort = sortFor(filter, wanted);
    const stretch = stretchOf({ after, before, limit }, sort === 'ends_first');
    const found = await accountsWhere(context, await accountConditions(context, filter), sort, stretch);
    return await pageOf(found, stretch, (rows) =>
      accountRows(
        context,
        rows.map((row) => row.id),
      ),
    );
  },
});

export function sortFor(filter: Filter, wanted: Sort): Sort {
  return wanted === 'ends_first' && hasNoEnd(filter) ? 'oldest' : wanted;
}

interface Found {
  id: AccountId;
  sequence: number;
  instant?: Date | null;
}

/** A stretch of the accounts that a condition holds for, in the direction in which it is read. */
export async function accountsWhere(
  { trx }: Pick<DashboardContext, 'trx'>,
  condition: Condition,
  sort: Sort,
  { place, backwards, rows }: Stretch,
): Promise<Found[]> {
  const query = trx.selectFrom('accounts as a').select(['a.id', 'a.sequence']).where(condition).limit(rows);
  const upwards = (sort === 'newest') === backwards;
  const way = upwards ? 'asc' : 'desc';
  if (sort !== 'ends_first') {
    const bounded = place === null ? query : query.where('a.sequence', upwards ? '>' : '<', place.sequence);
    return await bounded.orderBy('a.sequence', way).execute();
  }
  const end = sql<Date>`coalesce(a.ends_at, 'infinity'::timestamptz)`;
  const direction = sql.raw(upwards ? '>' : '<');
  const bounded =
    place === null
      ? query
      : query.where(
          sql<SqlBool>`(${end}, a.sequence) ${direction} (${place.instant ?? 'infinity'}::timestamptz, ${place.sequence}::bigint)`,
        );
  return await bounded.select('a.ends_at as instant').orderBy(end, way).orderBy('a.sequence', way).execute();
}
