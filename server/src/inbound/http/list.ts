// Pages of a list, newest first, with ids as cursors.
import { type Expression, type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import type { Schema } from '#database/schema.ts';
import { fromUnixSeconds } from '#kernel/clock.ts';
import { noSuch } from './errors.ts';
import { exclusive } from './params.ts';

const DEFAULT_LIMIT = 10;

export interface PageParams {
  limit?: number | undefined;
  starting_after?: string | undefined;
  ending_before?: string | undefined;
}

/** What a list endpoint answers with. */
export interface Page<Item> {
  object: 'list';
  data: Item[];
  has_more: boolean;
  url: string;
}

/** Where an object stands in a list: its values of the columns that order it. */
type Place = Readonly<Record<string, number | Date>>;

const BY_SEQUENCE = ['sequence'];

// Only these three methods are needed, and naming the builder's full type would tie this file to one table.
interface OrderedQuery<Found> {
  where(condition: Expression<SqlBool>): OrderedQuery<Found>;
  orderBy(column: string, direction: 'asc' | 'desc'): OrderedQuery<Found>;
  limit(count: number): OrderedQuery<Found>;
  execute(): Promise<Found[]>;
}

/**
 * One page of `query`, which is already narrowed to what the caller may see and asked for, and not ordered.
 *
 * `order` names the columns that order it, greatest first, together unique; `sequence` unless told. `cursor` tells them of any
 * object of this kind that the caller may see, also one the filters leave out or one that was deleted since; undefined answers
 * 400 `No such …`. `present` gets the page's rows in their final order.
 */
export async function listPage<Table extends keyof Schema, Found, Item>(list: {
  query: SelectQueryBuilder<Schema, Table, Found>;
  order?: readonly string[];
  cursor: (id: string) => Promise<object | undefined>;
  noun: string;
  url: string;
  params: PageParams;
  present: (rows: Found[]) => Item[] | Promise<Item[]>;
}): Promise<Page<Item>> {
  const { params, noun, order = BY_SEQUENCE } = list;
  exclusive(params, 'starting_after', 'ending_before');
  const limit = params.limit ?? DEFAULT_LIMIT;
  const backwards = params.ending_before !== undefined;
  const param = backwards ? 'ending_before' : 'starting_after';
  const id = params[param];
  let query = list.query as unknown as OrderedQuery<Found>;
  if (id !== undefined) {
    const cursor = await list.cursor(id);
    if (cursor === undefined) throw noSuch(noun, id, param);
    query = query.where(beyond(order, cursor as Place, backwards));
  }
  for (const column of order) query = query.orderBy(column, backwards ? 'asc' : 'desc');
  // One more than asked for tells whether there is a further page.
  const rows = await query.limit(limit + 1).execute();
  const page = rows.slice(0, limit);
  if (backwards) page.reverse();
  return { object: 'list', data: await list.present(page), has_more: rows.length > limit, url: list.url };
}

/** One comparison of whole rows, which an index on the columns answers. */
function beyond(order: readonly string[], place: Place, backwards: boolean): Expression<SqlBool> {
  const columns = sql.join(order.map((column) => sql.ref(column)));
  const values = sql.join(order.map((column) => place[column]));
  return sql<SqlBool>`(${columns}) ${backwards ? sql`>` : sql`<`} (${values})`;
}

/** What `range()` of params.ts yields, in unix seconds. */
export interface SecondsRange {
  gt?: number | undefined;
  gte?: number | undefined;
  lt?: number | undefined;
  lte?: number | undefined;
}

/**
 * A condition on a timestamp column, at the precision of the wire: whole seconds, cut off. A second lasts until the next one
 * begins, so the bounds move instead of the column, whose index they can use.
 */
export function inRange(column: string, range: SecondsRange): Expression<SqlBool> {
  const instant = sql.ref(column);
  const bounds = [
    range.gt === undefined ? null : sql<SqlBool>`${instant} >= ${fromUnixSeconds(range.gt + 1)}`,
    range.gte === undefined ? null : sql<SqlBool>`${instant} >= ${fromUnixSeconds(range.gte)}`,
    range.lt === undefined ? null : sql<SqlBool>`${instant} < ${fromUnixSeconds(range.lt)}`,
    range.lte === undefined ? null : sql<SqlBool>`${instant} < ${fromUnixSeconds(range.lte + 1)}`,
  ].filter((bound) => bound !== null);
  return bounds.length === 0 ? sql<SqlBool>`true` : sql<SqlBool>`(${sql.join(bounds, sql` and `)})`;
}
