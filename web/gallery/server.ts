// A small real server that speaks the flow's contract from recorded views: for looking at panes, screenshots and tests.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, extname, resolve } from 'node:path';
import type { RenderedPage } from '../../server/src/wire/hosted_page.ts';
import { PAGES, renderPage, renderVerifyPage } from './hosted_pages.ts';
import { bankPage, CALLBACK_JS, callbackPage, GALLERY_CSS, indexPage, SHOP_JS, shopPage } from './pages.ts';
import { answerAtBank, type Story, type StoryKind, startStory, tell } from './story.ts';
import { VERIFY_PAGES } from './verify_pages.ts';
import { INSTITUTIONS, VIEWS } from './views.ts';

const FLOW = resolve(import.meta.dirname, '../dist/hosted');
const SDK = resolve(import.meta.dirname, '../../js/dist/relink.js');
const BODY_LIMIT = 100_000;
const SECRET = /^fcsess_client_secret_([a-z_0-9]+)$/;
const TYPES: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.html': 'text/html',
  '.svg': 'image/svg+xml',
  '.map': 'application/json',
};
/** What the real server sends with the flow's page, apart from the merchant's own origins. */
const FLOW_CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *";

/** A running gallery. The shop is another site than the API, as in life. */
export interface Gallery {
  apiOrigin: string;
  shopOrigin: string;
  close(): Promise<void>;
}

/** As the real server says of files whose names change with what is in them. */
const FOR_GOOD = 'public, max-age=31536000, immutable';

const STORIES: readonly StoryKind[] = ['relink', 'link', 'hand', 'custom'];

interface Shelf {
  stories: Map<string, Story>;
  origin: string;
}

type Answer = { status?: number; type?: string; body: string | Buffer; headers?: Record<string, string> };

/** Opens the gallery on a port; 0 takes a free one. The apps must have been built. */
export async function openGallery(port: number): Promise<Gallery> {
  const shelf: Shelf = { stories: new Map(), origin: '' };
  const server = createServer((request, response) => {
    answerRequest(shelf, request).then(
      (answer) => send(response, answer),
      () => response.destroy(),
    );
  });
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  const at = (server.address() as AddressInfo).port;
  shelf.origin = `http://127.0.0.1:${at}`;
  return {
    apiOrigin: shelf.origin,
    shopOrigin: `http://localhost:${at}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function answerRequest(shelf: Shelf, request: IncomingMessage): Promise<Answer> {
  const url = new URL(request.url ?? '/', shelf.origin);
  const path = url.pathname;
  if (request.method === 'POST' && path.startsWith('/flow/api/'))
    return api(shelf, request, path.slice('/flow/api/'.length));
  if (path === '/') {
    return html(
      indexPage(['story_relink', 'story_link', 'trouble_offline', ...Object.keys(VIEWS)], {
        relink: Object.keys(PAGES),
        verify: Object.keys(VERIFY_PAGES),
      }),
    );
  }
  const locale = url.searchParams.get('locale') ?? 'en';
  if (path.startsWith('/relink/')) return hostedPage(await renderPage(basename(path), locale));
  if (path.startsWith('/verify/')) return hostedPage(await renderVerifyPage(basename(path), locale));
  if (path === '/shop') return html(shopPage(shelf.origin));
  if (path === '/shop.js') return { type: 'text/javascript', body: SHOP_JS };
  if (path === '/callback.js') return { type: 'text/javascript', body: CALLBACK_JS };
  if (path === '/gallery.css') return { type: 'text/css', body: GALLERY_CSS };
  if (path === '/v1/relink.js') return file(SDK);
  if (path === '/flow')
    return { ...(await file(resolve(FLOW, 'index.html'))), headers: { 'Content-Security-Policy': FLOW_CSP } };
  if (path.startsWith('/flow/assets/'))
    return { ...(await file(resolve(FLOW, 'assets', basename(path)))), headers: { 'Cache-Control': FOR_GOOD } };
  if (path.startsWith('/banks/launch/')) return html(bankPage(basename(path)));
  if (path === '/banks/gallery/callback') return bankCallback(shelf, url.searchParams);
  return { status: 404, type: 'text/plain', body: 'not here' };
}

async function api(shelf: Shelf, request: IncomingMessage, call: string): Promise<Answer> {
  const body = await readJson(request);
  // What a page of the customer's own reads about itself.
  const hosted = PAGES[String(body.hosted_token)]?.view;
  if (hosted) return json(hosted);
  const key = request.headers.authorization;
  const name = SECRET.exec(String(body.client_secret))?.[1];
  if (key !== 'Bearer pk_test_gallery' || name === undefined)
    return refusal(401, 'authentication_error', 'No such key.');
  if (name === 'trouble_offline') throw new Error('the socket is cut on purpose');
  const story = storyOf(shelf, name);
  if (story === null) return refusal(404, 'invalid_request_error', 'No such session.');
  if (call === 'finish') return json({ session: browserSession(story) });
  if (call === 'institutions') {
    const wanted = String(body.query ?? '').toLowerCase();
    return json({ institutions: INSTITUTIONS.filter((one) => one.name.toLowerCase().includes(wanted)).slice(0, 20) });
  }
  const view = name.startsWith('story_') ? tell(story, call, body, shelf.origin) : call === 'view' ? story.view : null;
  return view === null ? refusal(400, 'invalid_request_error', 'Not now.') : json(view);
}

function storyOf(shelf: Shelf, name: string): Story | null {
  const known = shelf.stories.get(name);
  if (known !== undefined) return known;
  const view = VIEWS[name];
  if (view !== undefined) return { view, ahead: [], launch: null, finished: false };
  const kind = STORIES.find((known) => name.startsWith(`story_${known}`));
  if (kind === undefined) return null;
  const story = startStory(kind);
  shelf.stories.set(name, story);
  return story;
}

function bankCallback(shelf: Shelf, query: URLSearchParams): Answer {
  const token = query.get('token');
  const story = [...shelf.stories.values()].find((one) => one.launch !== null && one.launch === token);
  if (story === undefined) return { status: 404, type: 'text/plain', body: 'used' };
  answerAtBank(story, query.get('answer') === 'approve');
  return html(callbackPage());
}

function browserSession(story: Story): object {
  const { session, permissions, opening, pane } = story.view;
  const done = pane.type === 'success';
  const typed = pane.type === 'manual_entry_success';
  const relink = {
    relink_options: { authorization: 'fcauth_gallery', account: 'fca_gallery' },
    relink_result: {
      account: done ? 'fca_gallery' : null,
      authorization: done ? 'fcauth_gallery' : null,
      failure_reason: done ? null : 'no_authorization',
    },
  };
  const accounts = done
    ? pane.accounts.map((account) => ({ id: 'fca_gallery', object: 'financial_connections.account', ...account }))
    : [];
  const plain = { id: session.id, object: 'financial_connections.session', livemode: false, permissions, accounts };
  return { ...plain, status: done || typed ? 'succeeded' : 'cancelled', ...(opening === 'link' ? {} : relink) };
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > BODY_LIMIT) throw new Error('body too long');
  }
  return JSON.parse(text) as Record<string, unknown>;
}

/** The customer's own page with the policy that the real server sends. */
function hostedPage(page: RenderedPage | null): Answer {
  if (page === null) return { status: 404, type: 'text/plain', body: 'not here' };
  const styles = page.inline_styles.map((text) => ` 'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  const policy = `default-src 'none'; script-src 'self'; style-src 'self'${styles.join('')}; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;
  return { ...html(page.html), headers: { 'Content-Security-Policy': policy } };
}

async function file(path: string): Promise<Answer> {
  return { type: TYPES[extname(path)] ?? 'application/octet-stream', body: await readFile(path) };
}

function html(body: string): Answer {
  return { type: 'text/html', body };
}

function json(value: object): Answer {
  return { type: 'application/json', body: JSON.stringify(value) };
}

function refusal(status: number, type: string, message: string): Answer {
  return { status, ...json({ error: { type, message } }) };
}

function send(response: ServerResponse, answer: Answer): void {
  const type = answer.type ?? 'text/plain';
  response.writeHead(answer.status ?? 200, {
    'Content-Type': `${type}; charset=utf-8`,
    'X-Content-Type-Options': 'nosniff',
    ...answer.headers,
  });
  response.end(answer.body);
}
