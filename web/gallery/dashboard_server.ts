// A small real server that answers the Dashboard's calls from recorded data: for looking at pages, screenshots and tests.
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, extname, resolve } from 'node:path';
import type { DashboardCall, DashboardCalls } from '../../server/src/wire/dashboard.ts';

const BUILT = resolve(import.meta.dirname, '../dist/dashboard');
const BODY_LIMIT = 1_000_000;
const TYPES: Record<string, string> = { '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
/** As the real server sends it. A mail's styles stand in its elements. */
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

type Asked<C extends DashboardCall> = {
  path: Record<string, string>;
  query: DashboardCalls[C] extends { query: infer Query } ? Query : Record<string, never>;
  body: DashboardCalls[C] extends { body: infer Body } ? Body : Record<string, never>;
};

/** What a call answers; throw `refuse(…)` for an error. */
export type Fixtures = { [C in DashboardCall]?: (asked: Asked<C>) => DashboardCalls[C]['answer'] };

/** An error in Stripe's shape. */
export function refuse(status: number, message: string, param?: string): Error {
  return Object.assign(new Error(message), { status, param });
}

/** A running gallery of the Dashboard. `state` may be changed while it runs. */
export interface DashboardGallery {
  origin: string;
  /** Which fixtures answer now: the first that has the call. */
  use(...fixtures: Fixtures[]): void;
  close(): Promise<void>;
}

/** Opens it on a port; 0 takes a free one. The app must have been built. */
export async function openDashboardGallery(port: number, ...first: Fixtures[]): Promise<DashboardGallery> {
  let fixtures = first;
  const server = createServer((request, response) => {
    answerRequest(fixtures, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    use: (...next) => {
      fixtures = next;
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function answerRequest(fixtures: Fixtures[], request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://gallery.invalid');
  if (url.pathname.startsWith('/dashboard/api/')) return await api(fixtures, request, url, response);
  if (url.pathname.startsWith('/dashboard/auth/') && request.method === 'POST') return send(response, 200, '{}');
  if (url.pathname.startsWith('/dashboard/assets/')) {
    const type = TYPES[extname(url.pathname)] ?? 'application/octet-stream';
    response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
    return send(response, 200, await readFile(resolve(BUILT, 'assets', basename(url.pathname))), type);
  }
  response.setHeader('Content-Security-Policy', CSP);
  send(response, 200, await readFile(resolve(BUILT, 'index.html')), 'text/html; charset=utf-8');
}

async function api(fixtures: Fixtures[], request: IncomingMessage, url: URL, response: ServerResponse): Promise<void> {
  const body = await readJson(request);
  const found = findCall(fixtures, request.method ?? 'GET', url.pathname.slice('/dashboard/api'.length));
  const query = Object.fromEntries(url.searchParams);
  try {
    if (found === null) throw refuse(404, `No fixture for ${request.method} ${url.pathname}`);
    send(response, 200, JSON.stringify(found.answer({ path: found.path, query, body } as never)));
  } catch (error) {
    const { status = 500, message, param } = error as Error & { status?: number; param?: string };
    send(response, status, JSON.stringify({ error: { type: 'invalid_request_error', message, param } }));
  }
}

function findCall(fixtures: Fixtures[], method: string, path: string) {
  for (const table of fixtures) {
    for (const [name, answer] of Object.entries(table)) {
      const values = matchPath(name, method, path);
      if (values !== null) return { path: values, answer: answer as (asked: never) => unknown };
    }
  }
  return null;
}

/** `/accounts/summary` stands before `/accounts/:id` in the tables, as in the contract. */
function matchPath(name: string, method: string, path: string): Record<string, string> | null {
  const [wanted, template = ''] = name.split(' ');
  const parts = template.split('/');
  const given = path.split('/');
  if (wanted !== method || parts.length !== given.length) return null;
  const values: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    if (part.startsWith(':')) values[part.slice(1)] = decodeURIComponent(given[index]!);
    else if (part !== given[index]) return null;
  }
  return values;
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > BODY_LIMIT) throw new Error('body too long');
  }
  return text === '' ? {} : JSON.parse(text);
}

function send(response: ServerResponse, status: number, body: string | Buffer, type = 'application/json'): void {
  if (!response.hasHeader('Cache-Control')) response.setHeader('Cache-Control', 'no-store');
  response.writeHead(status, { 'Content-Type': type, 'X-Content-Type-Options': 'nosniff' });
  response.end(body);
}
