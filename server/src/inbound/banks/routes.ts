// The addresses that banks and their customers come to: /banks/jwks.json, /banks/launch/:token, and per institution callback and notifications.
import { type RequestLog, startRequestLog } from '#inbound/http/request_log.ts';
import { asApiError } from '#inbound/http/serve.ts';
import { newId } from '#kernel/id.ts';
import { callback } from './callback.ts';
import { jwks } from './jwks.ts';
import { launch } from './launch.ts';
import { type BankWorld, notifications } from './notifications.ts';
import { noticePage } from './pages.ts';

interface Route {
  /** As the log names it: without the token, and without what a caller made up. */
  pattern: string;
  /** Customers come here, who read pages. */
  people: boolean;
  answer: (log: RequestLog) => Promise<Response>;
}

/** Null for every other address. */
export function createBankRoutes(world: BankWorld): (request: Request) => Promise<Response | null> {
  return async (request) => {
    const route = routeOf(world, request);
    if (route === null) return null;
    const id = newId('req', world.random);
    const log = startRequestLog(world.log, request.method, id);
    log.route(route.pattern);
    const response = await route.answer(log).catch((error: unknown) => {
      const told = asApiError(error, { id, log });
      if (route.people) return noticePage('trouble', request.headers.get('accept-language'));
      return Response.json(told.json(), { status: told.status, headers: told.headers });
    });
    response.headers.set('Request-Id', id);
    log.done(response.status);
    return response;
  };
}

function routeOf(world: BankWorld, request: Request): Route | null {
  const [, banks, first, second, ...rest] = new URL(request.url).pathname.split('/');
  if (banks !== 'banks' || !first || rest.length > 0) return null;
  const shows = request.method === 'GET';
  if (first === 'jwks.json' && second === undefined && shows)
    return { pattern: '/banks/jwks.json', people: false, answer: () => jwks(world) };
  if (!second) return null;
  if (first === 'launch') {
    if (!shows && request.method !== 'POST') return null;
    return { pattern: '/banks/launch/:token', people: true, answer: (log) => launch(world, second, request, log) };
  }
  if (second === 'notifications' && request.method === 'POST')
    return {
      pattern: '/banks/:institution/notifications',
      people: false,
      answer: (log) => notifications(world, first, request, log),
    };
  if (!shows || second !== 'callback') return null;
  return {
    pattern: '/banks/:institution/callback',
    people: true,
    answer: (log) => callback(world, first, request, log),
  };
}
