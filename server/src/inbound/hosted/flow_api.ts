// The flow's own API (/flow/api/*): publishable key and client secret, or the customer's own page, in; what to show next out.
import type { Row, Transaction } from '#database/schema.ts';
import { flowView, institutionView } from '#domain/connections/flow.ts';
import { searchInstitutions } from '#domain/connections/institution_rows.ts';
import { lockSession, sessionByClientSecret } from '#domain/connections/session.ts';
import type { Context } from '#domain/context.ts';
import type { Caller, KeyRing } from '#domain/merchants/api_key.ts';
import type { ApiWorld } from '#inbound/http/api_world.ts';
import { invalidRequest, originRefused, publishableKeyRequired } from '#inbound/http/errors.ts';
import { authenticate } from '#inbound/http/keys.ts';
import { type Origins, ownOrigin } from '#inbound/http/origin.ts';
import { type RequestLog, startRequestLog } from '#inbound/http/request_log.ts';
import { asApiError } from '#inbound/http/serve.ts';
import { transact } from '#inbound/http/transact.ts';
import { waitForJob } from '#jobs/wait.ts';
import { newId } from '#kernel/id.ts';
import {
  agree,
  answerForm,
  chooseAccounts,
  enterManually,
  type FlowAction,
  finish,
  leaveBank,
  pickInstitution,
  startVisit,
} from './actions.ts';
import { type FlowBody, readFlowBody } from './body.ts';
import { openHostedCall } from './hosted_call.ts';

/** Long enough for a bank that answers, short enough that the page can say what it waits for. */
const JOB_WAIT_MS = 8_000;
const LOCALE_PATTERN = /^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$/;

const ACTIONS = new Map<string, FlowAction>([
  ['agree', agree],
  ['institution', pickInstitution],
  ['visit', startVisit],
  ['answer', answerForm],
  ['leave-bank', leaveBank],
  ['accounts', chooseAccounts],
  ['manual-entry', enterManually],
]);

export interface FlowApi {
  world: ApiWorld;
  keys: KeyRing;
  origins: Origins;
}

interface FlowCall {
  body: FlowBody;
  origin: string;
  log: RequestLog;
  /** Finds the session and what its rules need; throws where the caller may not. */
  open(trx: Transaction): Promise<{ context: Context; session: Row<'sessions'> }>;
}

/** Answers POST /flow/api/:call; null for everything else. */
export function createFlowApi(api: FlowApi): (request: Request) => Promise<Response | null> {
  return async (request) => {
    const name = /^\/flow\/api\/([a-z-]+)$/.exec(new URL(request.url).pathname)?.[1];
    if (name === undefined || request.method !== 'POST') return null;
    const id = newId('req', api.world.random);
    // A page that waits looks every second; that is no news.
    const log = startRequestLog(api.world.log, request.method, id, name === 'view');
    log.route(`/flow/api/${name}`);
    try {
      const answer = await answerCall(api, name, request, log);
      if (answer === null) return null;
      log.done(200);
      return json(200, answer, id);
    } catch (error) {
      const refused = asApiError(error, { id, log });
      log.done(refused.status);
      return json(refused.status, refused.json(), id, refused.headers);
    }
  };
}

async function answerCall(api: FlowApi, name: string, request: Request, log: RequestLog): Promise<object | null> {
  const origin = ownOrigin(api.origins, request);
  const hosted = request.headers.has('authorization') ? null : await openHostedCall(api.world, request, origin, name);
  const call = { origin, log, ...(hosted ?? (await openKeyCall(api, request, log))) };
  if (name === 'view') return await view(api, call);
  if (name === 'institutions') return await institutions(api, call);
  if (name === 'finish')
    return await inSession(api, call, async (context, session) => ({
      session: await finish(context, session, call.body),
    }));
  const action = ACTIONS.get(name);
  return action === undefined ? null : await act(api, call, action);
}

/** The merchant's page: its publishable key, and the client secret that it gave the flow. */
async function openKeyCall(
  { keys, world }: FlowApi,
  request: Request,
  log: RequestLog,
): Promise<Pick<FlowCall, 'body' | 'open'>> {
  const caller = await authenticate(keys, request.headers, 'publishable');
  log.caller(caller);
  if (caller.kind !== 'publishable') throw publishableKeyRequired();
  checkParent(caller, request.headers.get('relink-parent-origin'));
  const body = await readFlowBody(request, 'client_secret');
  const { merchant, livemode } = caller;
  return {
    body,
    async open(trx) {
      const session = await sessionByClientSecret(trx, { merchant: merchant.id, livemode }, body.client_secret);
      if (session === null || session.expires_at === null || session.expires_at <= world.clock.now()) {
        throw invalidRequest('This client secret is not valid with this key, or its session is over.', {
          param: 'client_secret',
          code: 'resource_missing',
        });
      }
      const { clock, random, vault } = world;
      return { context: { trx, clock, random, vault, merchant, livemode, request: null }, session };
    },
  };
}

/** A live flow runs only inside pages of the key's merchant; the sandbox allows any (rulings, "Plumbing"). */
function checkParent(caller: Caller, parent: string | null): void {
  const { allowed_origins } = caller.platform ?? caller.merchant;
  if (!caller.livemode || parent === null || allowed_origins.includes(parent)) return;
  throw originRefused(parent);
}

async function inSession<T>(
  api: FlowApi,
  call: FlowCall,
  work: (context: Context, session: Row<'sessions'>) => Promise<T>,
): Promise<T> {
  return await transact(api.world.database, async (trx) => {
    const { context, session } = await call.open(trx);
    call.log.about({ session: session.id });
    return await work(context, session);
  });
}

async function view(api: FlowApi, call: FlowCall): Promise<object> {
  return await inSession(api, call, async (context, session) => {
    const { locale } = call.body;
    if (locale !== undefined && locale !== session.locale && LOCALE_PATTERN.test(locale)) {
      await context.trx.updateTable('sessions').set({ locale }).where('id', '=', session.id).execute();
    }
    return await flowView(context, session);
  });
}

async function institutions(api: FlowApi, call: FlowCall): Promise<object> {
  return await inSession(api, call, async (context, { filter_countries }) => {
    const rows = await searchInstitutions(
      context.trx,
      context.livemode,
      call.body.query ?? '',
      undefined,
      filter_countries,
    );
    return { institutions: rows.map(institutionView) };
  });
}

/** The action and its job commit together; then the answer waits a little for what the bank says. */
async function act(api: FlowApi, call: FlowCall, action: FlowAction): Promise<object> {
  const job = await inSession(api, call, async (context, session) => {
    const locked = await lockSession(context.trx, session.id);
    return locked.status === 'pending' ? await action(context, locked, call.body, call.origin) : null;
  });
  if (job !== null) await waitForJob(api.world.database, job, JOB_WAIT_MS);
  return await inSession(api, call, (context, session) => flowView(context, session));
}

function json(status: number, body: object, requestId: string, more: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...more, 'Content-Type': 'application/json', 'Cache-Control': 'no-store', 'Request-Id': requestId },
  });
}
