// GET and POST /relink/:token: the customer's own page. A GET shows, so that mail scanners may open links; only a POST acts.
import type { Transaction } from '#database/schema.ts';
import { LINK_TOKEN_LENGTH } from '#domain/connections/hosted_link.ts';
import type { ApiWorld } from '#inbound/http/api_world.ts';
import { readBody } from '#inbound/http/body.ts';
import { ApiError } from '#inbound/http/errors.ts';
import { type Origins, ownOrigin } from '#inbound/http/origin.ts';
import { startRequestLog } from '#inbound/http/request_log.ts';
import { transact } from '#inbound/http/transact.ts';
import { newId } from '#kernel/id.ts';
import type { RenderHostedPage } from '#wire/hosted_page.ts';
import { decline, goOnWith, look, lookAtDecline, type Outcome, opened, refused, renew, unknown } from './page_acts.ts';
import { failedPage, pageAnswer } from './page_answer.ts';
import { begin } from './page_begin.ts';
import { bareView, type Visitor } from './page_state.ts';
import { isOwnForm, proveForm } from './visitor.ts';

const TOKEN = new RegExp(`^[0-9A-Za-z]{${LINK_TOKEN_LENGTH}}$`);

export interface HostedPages {
  world: ApiWorld;
  origins: Origins;
  render: RenderHostedPage;
}

type Act = (world: ApiWorld, trx: Transaction, visitor: Visitor) => Promise<Outcome>;

const LOOKS = new Map<string, Act>([
  ['', look],
  ['decline', lookAtDecline],
]);
const ACTS = new Map<string, Act>([
  ['decline', decline],
  ['renew', renew],
]);
/** Mail scanners ask with HEAD, too. */
const METHODS = new Set(['GET', 'HEAD', 'POST']);
/** All that may stand below the page's own address. */
const STEPS = new Set(['decline', 'renew', 'next', 'opened']);

/** Null for every other address. */
export function createHostedPages(pages: HostedPages): (request: Request) => Promise<Response | null> {
  return async (request) => {
    const [, relink, token, step = '', ...rest] = new URL(request.url).pathname.split('/');
    if (relink !== 'relink' || token === undefined || rest.length > 0) return null;
    if (!METHODS.has(request.method)) return null;
    const { world } = pages;
    const id = newId('req', world.random);
    const log = startRequestLog(world.log, request.method, id);
    log.route(STEPS.has(step) ? `/relink/:token/${step}` : '/relink/:token');
    const origin = ownOrigin(pages.origins, request);
    const proof = proveForm(request, token, origin, world.random);
    const visitor: Visitor = { request, token, origin, form_token: proof.token };
    const outcome = await outcomeOf(pages, visitor, step).catch(
      (error: unknown): Outcome => ({ show: bareView(visitor, failedPage(error, { id, log })) }),
    );
    if (outcome.session) log.about({ session: outcome.session });
    const response = outcome.answer ?? pageAnswer(outcome.show!.page.type, pages.render(outcome.show!), outcome.status);
    for (const line of [...(outcome.cookies ?? []), ...(proof.line === null ? [] : [proof.line])]) {
      response.headers.append('Set-Cookie', line);
    }
    response.headers.set('Request-Id', id);
    log.done(response.status);
    return request.method === 'HEAD' ? new Response(null, response) : response;
  };
}

async function outcomeOf({ world }: HostedPages, visitor: Visitor, step: string): Promise<Outcome> {
  const { request, token, origin } = visitor;
  const within = (act: Act) => transact(world.database, (trx) => act(world, trx, visitor));
  if (!TOKEN.test(token)) return unknown(visitor);
  if (request.method !== 'POST') return await within(LOOKS.get(step) ?? (async () => unknown(visitor)));
  if (step === 'opened') return request.headers.get('origin') === origin ? await within(opened) : await within(refused);
  const form = await formOf(request);
  if (typeof form === 'number') return { ...(await within(refused)), status: form };
  if (!isOwnForm(request, token, origin, form.get('form_token'))) return await within(refused);
  if (step === '') return await begin(world, visitor);
  if (step !== 'next') return await within(ACTS.get(step) ?? (async () => unknown(visitor)));
  const next = await within((...given) => goOnWith(...given, form.get('account')));
  return next.token === undefined ? next : await begin(world, { ...visitor, token: next.token });
}

/** A form, or the status that refuses one that is too large or no text. */
async function formOf(request: Request): Promise<URLSearchParams | number> {
  try {
    return new URLSearchParams(await readBody(request));
  } catch (error) {
    if (error instanceof ApiError) return error.status;
    throw error;
  }
}
