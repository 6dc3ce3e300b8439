// A list as a CSV file: the same filters as the page, streamed a page at a time, each in a transaction of its own.
import type { z } from 'zod';
import { unrecognizedUrl } from '#inbound/http/errors.ts';
import { createRouter } from '#inbound/http/route.ts';
import { type CsvColumn, csvStream } from '#wire/csv.ts';
import type { DashboardContext } from '../call.ts';
import type { Place, Stretch } from '../paging.ts';
import { id, readQuery } from '../reading.ts';
import { asMember, type Dashboard, type Exchange, exchange } from '../serve.ts';

const PREFIX = '/dashboard/api';
const PAGE = 500;
/** A file ends after so many rows. */
const ROWS_MAX = 1_000_000;

interface Definition<Query extends z.ZodObject, Found extends Place, Row> {
  /** Below /dashboard/api, such as `/accounts.csv`. */
  path: string;
  query: Query;
  columns: readonly CsvColumn<Row>[];
  find: (context: DashboardContext, asked: Asked<z.output<Query>>, stretch: Stretch) => Promise<Found[]>;
  present: (context: DashboardContext, found: Found[]) => Promise<Row[]>;
}

interface Asked<Query> {
  path: Record<string, string>;
  query: Query;
}

/** The same without its types, as the table holds it. */
export interface Export {
  method: 'GET';
  path: string;
  query: z.ZodObject;
  columns: readonly CsvColumn<never>[];
  /** The rows of a page, and where the next one begins. */
  page: (
    context: DashboardContext,
    asked: Asked<never>,
    after: Place | null,
  ) => Promise<{ rows: never[]; next: Place | null }>;
}

export function exportOf<Query extends z.ZodObject, Found extends Place, Row>(
  definition: Definition<Query, Found, Row>,
): Export {
  const { path, query, columns, find, present } = definition;
  return {
    method: 'GET',
    path,
    // A download is a link, which names the merchant here instead of in a header.
    query: query.extend({ merchant: id().optional() }),
    columns,
    page: async (context, asked, place) => {
      const found = await find(context, asked, { place, backwards: false, rows: PAGE });
      const rows = (await present(context, found)) as never[];
      return { rows, next: found.length === PAGE ? (found.at(-1) ?? null) : null };
    },
  };
}

/** Answers the downloads below /dashboard/api; null for everything else. */
export function createExports(
  dashboard: Dashboard,
  exports: readonly Export[],
): (request: Request) => Promise<Response | null> {
  const router = createRouter(exports);
  return async (request) => {
    const url = new URL(request.url);
    if (!url.pathname.startsWith(`${PREFIX}/`) || !url.pathname.endsWith('.csv')) return null;
    return await exchange(dashboard, request, url, false, async (one) => {
      const match = router(request.method, url.pathname.slice(PREFIX.length));
      if (match === null) throw unrecognizedUrl(request.method, url.pathname);
      one.log.route(PREFIX + match.endpoint.path);
      return await download(dashboard, one, match.endpoint, match.path);
    });
  };
}

async function download(
  dashboard: Dashboard,
  one: Exchange,
  wanted: Export,
  path: Record<string, string>,
): Promise<Response> {
  const read = (after: Place | null) =>
    asMember(dashboard, one, 'viewer', async (context) => {
      const query = readQuery(wanted.query.strict(), one.url);
      return await wanted.page(context, { path, query } as never, after);
    });
  // Before the answer begins, so that a refusal still is one.
  const first = await read(null);
  const pages = following(dashboard, one, first, read);
  const day = dashboard.world.clock.now().toISOString().slice(0, 10);
  const name = `${wanted.path.split('/').at(-1)?.replace('.csv', '')}-${day}.csv`;
  return new Response(csvStream(wanted.columns, pages), {
    headers: { 'Content-Type': 'text/csv; charset=utf-8', 'Content-Disposition': `attachment; filename="${name}"` },
  });
}

type Page = Awaited<ReturnType<Export['page']>>;

async function* following(
  { world }: Dashboard,
  { id: request }: Exchange,
  first: Page,
  read: (after: Place | null) => Promise<Page>,
): AsyncGenerator<never[]> {
  let page = first;
  for (let count = page.rows.length; ; count += page.rows.length) {
    yield page.rows;
    if (page.next === null || count >= ROWS_MAX) return;
    try {
      page = await read(page.next);
    } catch (error) {
      // The answer has begun, so the file just ends; its reader sees a broken download.
      world.log.error({ err: error, request }, 'a download broke off');
      throw error;
    }
  }
}
