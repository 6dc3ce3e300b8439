// Where a request goes: to a bank that is down, into an injected fault, to an OAuth server, or to the bank's own routes.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { ACH_DESK } from '#ach/routes.ts';
import { type Institution, institutionOf } from '#data/institutions.ts';
import type { FaultyPart } from '#http/faults.ts';
import { answerOutage, outageOf } from '#http/outage.ts';
import type { World } from '#world.ts';

const MAX_URL_LENGTH = 16_000;

/** The parts of an institution that oidc-provider serves, and those that faults befall. */
const OAUTH_PATH = /^\/(\.well-known|auth|token|jwks|request)(\/|$)/i;
const FAULTY_PATH = /^\/(fdx|token|form)(?=\/|$)/i;

/** The node request handler of the whole bank. */
export function createDispatcher(world: World, app: Hono): RequestListener {
  const own = getRequestListener(app.fetch);
  return (request, response) => {
    logged(world, request, response);
    dispatch(world, own, request, response).catch((error: Error) => {
      world.log({ event: 'bug', message: error.message, stack: error.stack });
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  };
}

async function dispatch(
  world: World,
  own: RequestListener,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = request.url ?? '/';
  if (url.length > MAX_URL_LENGTH) return void response.writeHead(414).end();
  const [institution, rest] = split(url);
  if (!institution) {
    if (url.startsWith(`/${ACH_DESK}/`) && (await world.faults.befall(ACH_DESK, { request, response }))) return;
    return own(request, response);
  }
  const path = rest.split('?', 1)[0]!;
  const outage = outageOf(institution, world.faults.maintenance(institution.slug));
  if (outage !== null) return answerOutage({ institution, outage, request, response });
  const part = FAULTY_PATH.exec(path)?.[1]?.toLowerCase() as FaultyPart | undefined;
  if (part && (await world.faults.befall(institution.slug, { part, request, response }))) return;
  if (part && world.faults.losesAnswer(institution.slug, part)) loseAnswer(response);
  const provider = OAUTH_PATH.test(path) ? world.providers(institution.slug) : undefined;
  if (!provider) return own(request, response);
  // oidc-provider finds its own prefix by comparing originalUrl with url.
  Object.assign(request, { originalUrl: url, url: rest });
  await provider.callback()(request, response);
}

/** The request is served, but nobody hears the end of it. */
function loseAnswer(response: ServerResponse): void {
  const lose = (): boolean => {
    response.socket?.destroy();
    return false;
  };
  Object.assign(response, { write: lose, end: lose });
}

/** The institution of a URL and what follows its slug. */
function split(url: string): [Institution | undefined, string] {
  const match = /^\/([^/?]+)(.*)$/.exec(url);
  const institution = match ? institutionOf(match[1]!) : undefined;
  return [institution, institution ? match![2] || '/' : url];
}

/** One line per request, without its query: codes and hints stay out of logs. */
function logged(world: World, request: IncomingMessage, response: ServerResponse): void {
  const started = Date.now();
  const path = (request.url ?? '').split('?', 1)[0];
  response.once('close', () => {
    // Whatever happens at a bank happens in a request.
    world.publisher.wake();
    const { method } = request;
    world.log({ event: 'request', method, path, status: response.statusCode, ms: Date.now() - started });
  });
}
