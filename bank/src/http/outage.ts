// Banks that are down: what they answer instead of everything, and what they tell of it.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Institution } from '#data/institutions.ts';
import type { Maintenance } from '#http/faults.ts';
import { layout, pageHeaders } from '#pages/layout.ts';
import { noticePage } from '#pages/notice.ts';
import { localeOf, moment, speaker } from '#pages/say.ts';

/** A planned outage always ends at the end of the hour after the next. */
const HOUR_MS = 3_600_000;

/** When a planned outage ends, seen from now. */
export function expectedAvailableAt(now: number): number {
  return (Math.floor(now / HOUR_MS) + 2) * HOUR_MS;
}

/** Why a bank is down at this moment, and until when a planned outage lasts. */
export type Outage = { kind: 'planned'; from: number; until: number } | { kind: 'unplanned' } | { kind: 'garbage' };

/** What keeps a bank from answering now, by its row or by its operator's word; null where nothing does. */
export function outageOf(institution: Institution, maintenance: Maintenance | null, now = Date.now()): Outage | null {
  if (institution.outage === 'planned') {
    const until = expectedAvailableAt(now);
    return { kind: 'planned', from: until - 2 * HOUR_MS, until };
  }
  if (institution.outage !== null) return { kind: institution.outage };
  return maintenance && maintenance.from <= now ? { kind: 'planned', ...maintenance } : null;
}

/** What a program is answered. `expected_available_at` is in Unix seconds. */
interface Told {
  status: number;
  body: string | object;
  headers?: Record<string, string>;
}

/** A request to a bank that is down. */
export interface Turned {
  institution: Institution;
  outage: Outage;
  request: IncomingMessage;
  response: ServerResponse;
}

/** Answers a request to a bank that is down. `/availability` of a planned outage tells when it ends. */
export async function answerOutage(turned: Turned): Promise<void> {
  if (wantsPage(turned.request)) return answerPage(turned);
  const { status, body, headers } = told(turned.outage, pathOf(turned.request), Date.now());
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  turned.response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers })
    .end(text);
}

function told(outage: Outage, path: string, now: number): Told {
  switch (outage.kind) {
    case 'planned':
      return toldPlanned(outage, path, now);
    case 'garbage':
      return { status: 200, body: '<<< 0x7f {"accounts": [' };
    case 'unplanned':
      return { status: 500, body: { code: '501', message: 'A system behind the bank does not answer.' } };
  }
}

function toldPlanned(window: Maintenance, path: string, now: number): Told {
  const expected_available_at = Math.floor(window.until / 1000);
  if (path.endsWith('/availability')) {
    const availability = [{ status: 'MAINTENANCE', plannedAvailability: [plannedAvailability(window)] }];
    return { status: 200, body: { availability, planned: true, expected_available_at } };
  }
  const message = 'The bank is working on its systems, as planned.';
  const headers = { 'retry-after': String(Math.ceil((window.until - now) / 1000)) };
  return { status: 503, body: { code: '503', message, expected_available_at }, headers };
}

/** A maintenance window in FDX's words. */
export function plannedAvailability({ from, until }: Maintenance): Record<string, string> {
  const [startTime, endTime] = [from, until].map((at) => new Date(at).toISOString());
  return { status: 'MAINTENANCE', startTime: startTime!, endTime: endTime! };
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0]!;
}

/** A browser that navigates, as against a program that reads. */
function wantsPage(request: IncomingMessage): boolean {
  return request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
}

async function answerPage({ institution, outage, request, response }: Turned): Promise<void> {
  const wishes = new URL(request.url ?? '/', 'http://bank').searchParams;
  const locale = localeOf(wishes.get('ui_locales') ?? undefined, request.headers['accept-language']);
  const say = speaker(locale);
  const planned = outage.kind === 'planned';
  const title = say('outage.title', { bank: institution.name });
  const reason = planned ? say('outage.planned', { time: moment(locale, outage.until) }) : say('outage.unplanned');
  const content = noticePage(title, [reason, say('outage.back')]);
  const page = String(await layout({ institution, locale, say, title, content }));
  response
    .writeHead(planned ? 503 : 500, { 'content-type': 'text/html; charset=utf-8', ...pageHeaders([], false) })
    .end(page);
}
