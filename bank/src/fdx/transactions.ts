// FDX's transactions of an account: a span of time, newest first, page by page.
import { type Context, Hono } from 'hono';
import { accountOfRequest, consentOfRequest } from '#fdx/access.ts';
import { FdxError } from '#fdx/errors.ts';
import { transaction } from '#fdx/present.ts';
import type { FdxEnv } from '#fdx/resource_server.ts';
import { wholeNumber } from '#fdx/whole_number.ts';
import { type Cursor, readCursor, writeCursor } from '#ledger/entry.ts';
import { pendingIdsOf, transactionsOf } from '#ledger/transactions.ts';
import { CLUSTER_SCOPES } from '#oauth/scopes.ts';
import { personById, timeOf } from '#store/people.ts';
import type { World } from '#world.ts';

const MAX_PAGE = 1_000;
const USUAL_PAGE = 100;
/** What is told where no range was asked for. */
const USUAL_SPAN_MS = 7 * 86_400_000;

/**
 * `GET /accounts/{id}/transactions?startTime&endTime&limit&pageKey`. Both times or none; both are inclusive and compare
 * `transactionTimestamp`. Errors: 702 a time that is none, 703 half a range or one that ends before it starts.
 */
export function transactionRoutes(world: World): Hono<FdxEnv> {
  const routes = new Hono<FdxEnv>();
  routes.get('/accounts/:id/transactions', async (c) => {
    const consent = await consentOfRequest(world, c.var.institution, c, CLUSTER_SCOPES.TRANSACTIONS);
    const account = accountOfRequest(world, consent, c.req.param('id'));
    const at = timeOf(personById(world.store, consent.person_id));
    const limit = wholeNumber(c.req.query('limit'), USUAL_PAGE, MAX_PAGE) || USUAL_PAGE;
    const span = { ...rangeOf(c, at), at, after: cursorOf(c.req.query('pageKey')), limit };
    const { entries, next } = transactionsOf(world.store, account, span);
    const pendingIds = pendingIdsOf(account);
    return c.json({
      ...pageOf(c, next),
      transactions: entries.map((entry) => transaction(account, entry, at, pendingIds)),
    });
  });
  return routes;
}

function rangeOf(c: Context, at: number): { from: number; to: number } {
  const [start, end] = [c.req.query('startTime'), c.req.query('endTime')];
  if (start === undefined && end === undefined) return { from: at - USUAL_SPAN_MS, to: at };
  if (start === undefined || end === undefined) throw new FdxError('703');
  const [from, to] = [Date.parse(start), Date.parse(end)];
  if (Number.isNaN(from) || Number.isNaN(to)) throw new FdxError('702');
  if (from > to) throw new FdxError('703');
  return { from, to };
}

function cursorOf(key: string | undefined): Cursor | null {
  if (key === undefined) return null;
  const cursor = readCursor(key);
  if (!cursor) throw new FdxError('401');
  return cursor;
}

/** The link repeats the range, so that whoever follows it stays within it. */
function pageOf(c: Context, next: Cursor | null): Record<string, unknown> {
  if (next === null) return { page: {}, links: {} };
  const nextPageKey = writeCursor(next);
  const query = new URL(c.req.url).searchParams;
  query.set('pageKey', nextPageKey);
  return { page: { nextPageKey }, links: { next: { href: `?${query}` } } };
}
