// Answers /dashboard/api: who is signed in, at which merchant, in which role; then one call in one transaction.
import type { Transaction } from '#database/schema.ts';
import { audit, auditOwner } from '#domain/audit.ts';
import type { Context } from '#domain/context.ts';
import { confirmedMemberships } from '#domain/merchants/member_rows.ts';
import { type SignIn, signInByToken, touchSignIn } from '#domain/merchants/sign_in.ts';
import type { ApiWorld } from '#inbound/http/api_world.ts';
import { type ApiError, invalidRequest, malformedRequest, unrecognizedUrl } from '#inbound/http/errors.ts';
import { jobDone } from '#inbound/http/execute.ts';
import { type Origins, ownOrigin } from '#inbound/http/origin.ts';
import { type RequestLog, startRequestLog } from '#inbound/http/request_log.ts';
import { createRouter, type Router } from '#inbound/http/route.ts';
import { asApiError } from '#inbound/http/serve.ts';
import { transact } from '#inbound/http/transact.ts';
import { type AccountId, newId, type RequestId } from '#kernel/id.ts';
import { type Call, type DashboardContext, isAfterJob, mayCall } from './call.ts';
import { signInCookie, signInToken } from './cookie.ts';
import { parseJson, readObject, readQuery } from './reading.ts';

const PREFIX = '/dashboard/api';
/** The pages look every few seconds; that is no news. */
const QUIET = new Set(['/changes']);

export interface Dashboard {
  world: ApiWorld;
  origins: Origins;
  /** One process serves one mode. */
  livemode: boolean;
}

/** One request on its way, with the headers of its answer. */
export interface Exchange {
  request: Request;
  url: URL;
  id: RequestId;
  /** The one of our own origins that it came to. */
  origin: string;
  headers: Headers;
  log: RequestLog;
}

/** Answers every request below /dashboard/api; null for everything else. */
export function createDashboardApi(
  dashboard: Dashboard,
  calls: readonly Call[],
): (request: Request) => Promise<Response | null> {
  const router = createRouter(calls);
  return async (request) => {
    const url = new URL(request.url);
    if (!url.pathname.startsWith(`${PREFIX}/`)) return null;
    const quiet = QUIET.has(url.pathname.slice(PREFIX.length));
    return await exchange(dashboard, request, url, quiet, (one) => answerCall(dashboard, router, one));
  };
}

/** Runs `answer` and words whatever it throws. */
export async function exchange(
  { world, origins }: Dashboard,
  request: Request,
  url: URL,
  quiet: boolean,
  answer: (one: Exchange) => Promise<object>,
): Promise<Response> {
  const id = newId('req', world.random);
  const log = startRequestLog(world.log, request.method, id, quiet);
  const headers = new Headers({ 'Request-Id': id });
  const one: Exchange = { request, url, id, origin: ownOrigin(origins, request), headers, log };
  try {
    const answered = await answer(one);
    return answered instanceof Response ? sealed(one, answered) : respond(one, 200, answered);
  } catch (error) {
    const refused = asApiError(error, one);
    for (const [name, value] of Object.entries(refused.headers)) headers.set(name, value);
    return respond(one, refused.status, refused.json());
  }
}

async function answerCall(dashboard: Dashboard, router: Router<Call>, one: Exchange): Promise<object> {
  const { request, url, log } = one;
  const match = router(request.method, url.pathname.slice(PREFIX.length));
  if (match === null) throw unrecognizedUrl(request.method, url.pathname);
  const { endpoint: called, path } = match;
  log.route(PREFIX + called.path);
  requireOwnPage(one);
  const given = request.method === 'POST' ? await readObject(request) : {};
  const work = async (context: DashboardContext) => {
    if (request.method !== 'GET') await auditCall(context, called, path);
    const query = request.method === 'GET' ? readQuery(called.query.strict(), url) : {};
    const body = parseJson(called.body.strict(), given);
    return called.run(context, { path, query, body } as never);
  };
  const answer = await asMember(dashboard, one, called.role, work);
  if (!isAfterJob(answer)) return answer as object;
  await jobDone(dashboard, answer.after_job, false);
  return (await asMember(dashboard, one, called.role, answer.present)) as object;
}

/** What it was given is not written down: people type secrets, and what became of it is in the rows. */
async function auditCall(context: DashboardContext, { name }: Call, path: Record<string, string>): Promise<void> {
  const { id = null } = path;
  const account = id?.startsWith('fca_') ? { account: id as AccountId } : {};
  const owner = { ...auditOwner(context), actor: context.member.id };
  await audit(context, owner, {
    action: 'member.called',
    ...account,
    detail: { call: name, id, request: context.request?.id ?? null },
  });
}

/** A page of another site can make a browser send its cookie; it cannot send our origin with a JSON body. */
export function requireOwnPage({ request, origin }: Exchange): void {
  if (request.method === 'GET') return;
  if (request.headers.get('origin') !== origin) {
    throw invalidRequest('This call is made by the pages of the Dashboard only.', { status: 403 });
  }
  if (request.method !== 'POST') return;
  const type = request.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw malformedRequest('Invalid Content-Type: the Dashboard sends JSON.', 415);
}

/** Runs `work` in one transaction for whoever is signed in, if his role allows it. */
export async function asMember<Answer>(
  { world, livemode }: Dashboard,
  one: Exchange,
  role: Call['role'],
  work: (context: DashboardContext) => Promise<Answer>,
): Promise<Answer> {
  const { clock, random, vault, public_url, mailbox_only } = world;
  return await transact(world.database, async (trx) => {
    const sign_in = await requireSignIn({ trx, clock }, one);
    const { member, memberships, merchant } = await membership(trx, one, sign_in);
    one.log.about({ merchant: merchant.id, member: member.id });
    if (!mayCall(member.role, role)) throw roleNeeded(role, member.role);
    const request = { id: one.id, idempotency_key: null };
    return await work({
      ...{ trx, clock, random, vault, merchant, livemode, request },
      ...{ member, memberships, sign_in, public_url, mailbox_only, origin: one.origin, about: one.log.about },
    });
  });
}

/** Also keeps the sign-in alive, in the same transaction. */
export async function requireSignIn(
  context: Pick<Context, 'trx' | 'clock'>,
  { request, origin, headers }: Exchange,
): Promise<SignIn> {
  const token = signInToken(request, origin);
  const found = token === null ? null : await signInByToken(context, token);
  if (token === null || found === null) throw invalidRequest('You are not signed in.', { status: 401 });
  if (await touchSignIn(context, found)) headers.set('Set-Cookie', signInCookie(token, origin));
  return found;
}

/** The merchant that the page names, else the one that this person is a member of for longest. */
async function membership(trx: Transaction, { request, url }: Exchange, sign_in: SignIn) {
  const memberships = await confirmedMemberships(trx, sign_in);
  // A download is a link, which cannot carry a header.
  const wanted = request.headers.get('relink-merchant') ?? url.searchParams.get('merchant');
  const member = wanted === null ? memberships[0] : memberships.find((row) => row.merchant === wanted);
  if (member === undefined) {
    throw invalidRequest('You are not a member of this business.', { status: wanted === null ? 401 : 403 });
  }
  const merchant = await trx
    .selectFrom('merchants')
    .selectAll()
    .where('id', '=', member.merchant)
    .executeTakeFirstOrThrow();
  return { member, memberships, merchant };
}

function roleNeeded(needed: Call['role'], role: Call['role']): ApiError {
  const wanted = needed === 'owner' ? 'the role owner' : 'the role operator or owner';
  return invalidRequest(`This takes ${wanted}; yours is ${role}.`, { status: 403 });
}

/** An answer that is no JSON, with the headers that all have. */
function sealed({ headers, log }: Exchange, { status, headers: own, body }: Response): Response {
  for (const [name, value] of own) headers.set(name, value);
  headers.set('Cache-Control', 'no-store');
  headers.set('X-Content-Type-Options', 'nosniff');
  log.done(status);
  return new Response(body, { status, headers });
}

function respond({ headers, log }: Exchange, status: number, body: object): Response {
  headers.set('Content-Type', 'application/json');
  headers.set('Cache-Control', 'no-store');
  headers.set('X-Content-Type-Options', 'nosniff');
  log.done(status);
  return new Response(JSON.stringify(body), { status, headers });
}
