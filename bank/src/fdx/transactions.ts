// FDX's transactions of an account: a span of time, newest first, page by page.
import { type Context, Hono } from 'hono';
import { pageAsked, pageTold, rowTold } from '#fdx/dialect.ts';
import { FdxError } from '#fdx/errors.ts';
import { transaction } from '#fdx/present.ts';
import { readableAccount, readingConsent } from '#fdx/reading.ts';
import type { FdxEnv } from '#fdx/resource_server.ts';
import { wholeNumber } from '#fdx/whole_number.ts';
import { type Cursor, readCursor, writeCursor } from '#ledger/entry.ts';
import { pendingIdsOf, transactionsOf } from '#ledger/transactions.ts';
import { CLUSTER_SCOPES } from '#oauth/scopes.ts';
import { isUnder } from '#store/conditions.ts';
import { visibleFrom } from '#store/lookbacks.ts';
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
    const consent = await readingConsent(world, c, CLUSTER_SCOPES.TRANSACTIONS);
    const account = readableAccount(world, consent, c.req.param('id'));
    if (isUnder(world.store, account, 'incomplete')) throw new FdxError('501');
    const at = timeOf(personById(world.store, consent.person_id));
    const limit = wholeNumber(c.req.query('limit'), USUAL_PAGE, MAX_PAGE) || USUAL_PAGE;
    const { from, to } = rangeOf(c, at);
    const earliest = visibleFrom(world.store, consent.consent_id, at);
    const span = { from: Math.max(from, earliest), to, at, after: cursorOf(pageAsked(c)), limit };
    const { entries, next } = transactionsOf(world.store, account, span);
    const pendingIds = pendingIdsOf(account);
    const told = entries.map((entry) => {
      const row = transaction(account, entry, at, pendingIds);
      return rowTold(c.var.institution, account.facts.category, 'Transaction', row);
    });
    return c.json({ ...pageTold(c, next && writeCursor(next)), transactions: told });
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
