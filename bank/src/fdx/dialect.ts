// How a bank says what all banks say: the names of its page keys, the wrapping of its rows.
import type { Context } from 'hono';
import type { Institution } from '#data/institutions.ts';
import type { FdxEnv } from '#fdx/resource_server.ts';

const PAGE_KEYS = {
  next_page_key: { asked: 'pageKey', told: 'nextPageKey' },
  offset: { asked: 'offset', told: 'nextOffset' },
} as const;

type Row = Record<string, unknown>;

/** The page a request asks for, in the bank's own word; undefined for the first one. */
export function pageAsked(c: Context<FdxEnv>): string | undefined {
  return c.req.query(PAGE_KEYS[c.var.institution.dialect.paging].asked);
}

/** Where a list goes on. The link repeats what was asked, so that whoever follows it stays within it. */
export function pageTold(c: Context<FdxEnv>, next: string | null, total?: number): Row {
  const { asked, told } = PAGE_KEYS[c.var.institution.dialect.paging];
  const count = total === undefined ? {} : { totalElements: total };
  if (next === null) return { page: count, links: {} };
  const query = new URL(c.req.url).searchParams;
  query.set(asked, next);
  return { page: { ...count, [told]: next }, links: { next: { href: `?${query}` } } };
}

/** A row of an account, or of something of the account's; older servers wrap it in an object named after its kind. */
export function rowTold(institution: Institution, category: string, kind: 'Account' | 'Transaction', row: Row): Row {
  if (!institution.dialect.wrapped_rows) return row;
  const prefix = category.split('_', 1)[0]!.toLowerCase();
  return { [`${prefix}${kind}`]: row };
}
