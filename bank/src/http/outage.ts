// Banks that are down: what they answer instead of everything, and what they tell of it.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Institution } from '#data/institutions.ts';
import { layout, pageHeaders } from '#pages/layout.ts';
import { noticePage } from '#pages/notice.ts';
import { localeOf, moment, speaker } from '#pages/say.ts';

/** A planned outage always ends at the end of the hour after the next. */
const HOUR_MS = 3_600_000;

/** When a planned outage ends, seen from now. */
export function expectedAvailableAt(now: number): number {
  return (Math.floor(now / HOUR_MS) + 2) * HOUR_MS;
}

/** What a program is answered. `expected_available_at` is in Unix seconds. */
interface Told {
  status: number;
  body: string | object;
  headers?: Record<string, string>;
}

/** Answers a request to a bank that is down. `/availability` of a planned outage tells when it ends. */
export async function answerOutage(
  institution: Institution,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (wantsPage(request)) return answerPage(institution, request, response);
  const { status, body, headers } = told(institution, pathOf(request), Date.now());
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers }).end(text);
}

function told(institution: Institution, path: string, now: number): Told {
  switch (institution.outage) {
    case 'planned':
      return toldPlanned(path, now);
    case 'garbage':
      return { status: 200, body: '<<< 0x7f {"accounts": [' };
    default:
      return { status: 500, body: { code: '501', message: 'A system behind the bank does not answer.' } };
  }
}

function toldPlanned(path: string, now: number): Told {
  const until = expectedAvailableAt(now);
  const expected_available_at = Math.floor(until / 1000);
  const endTime = new Date(until).toISOString();
  if (path.endsWith('/availability')) {
    const startTime = new Date(until - 2 * HOUR_MS).toISOString();
    const plannedAvailability = [{ status: 'MAINTENANCE', startTime, endTime }];
    const availability = [{ status: 'MAINTENANCE', plannedAvailability }];
    return { status: 200, body: { availability, planned: true, expected_available_at } };
  }
  const message = 'The bank is working on its systems, as planned.';
  const headers = { 'retry-after': String(Math.ceil((until - now) / 1000)) };
  return { status: 503, body: { code: '503', message, expected_available_at }, headers };
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0]!;
}

/** A browser that navigates, as against a program that reads. */
function wantsPage(request: IncomingMessage): boolean {
  return request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
}

async function answerPage(institution: Institution, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const wishes = new URL(request.url ?? '/', 'http://bank').searchParams;
  const locale = localeOf(wishes.get('ui_locales') ?? undefined, request.headers['accept-language']);
  const say = speaker(locale);
  const planned = institution.outage === 'planned';
  const title = say('outage.title', { bank: institution.name });
  const time = moment(locale, expectedAvailableAt(Date.now()));
  const reason = planned ? say('outage.planned', { time }) : say('outage.unplanned');
  const content = noticePage(title, [reason, say('outage.back')]);
  const page = String(await layout({ institution, locale, say, title, content }));
  response
    .writeHead(planned ? 503 : 500, { 'content-type': 'text/html; charset=utf-8', ...pageHeaders([], false) })
    .end(page);
}
