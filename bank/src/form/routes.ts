// The form banks' sign-in API, `/{slug}/form`: for recipients that ask the customer themselves, and sign in again without him.
import { type Context, Hono } from 'hono';
import { type Institution, institutionOf } from '#data/institutions.ts';
import { clientBySecret } from '#fdx/access.ts';
import { FdxError, fdxErrorResponse } from '#fdx/errors.ts';
import { answerSignIn, beginSignIn } from '#form/sign_ins.ts';
import { CLUSTER_SCOPES } from '#oauth/scopes.ts';
import { SESSION_MS, signInAgain } from '#store/form_sessions.ts';
import { MAX_USER_LENGTH } from '#store/people.ts';
import type { Client, World } from '#world.ts';

const MAX_FIELD_LENGTH = 1_024;
const MAX_HINT_LENGTH = 256;
const MAX_CLUSTERS = 32;
const MAX_TIME_LENGTH = 40;

type Body = Record<string, unknown>;

function institutionIn(c: Context): Institution {
  const institution = institutionOf(c.req.param('slug') ?? '');
  if (institution?.sign_in !== 'form') throw new FdxError('404', {}, 'There is no bank with a form here.');
  return institution;
}

function clientIn(world: World, c: Context): Client {
  const client = clientBySecret(world, c);
  if (!client) throw new FdxError('603', { 'www-authenticate': 'Basic realm="bank"' }, 'The client is not known.');
  return client;
}

async function bodyOf(c: Context): Promise<Body> {
  const body: unknown = await c.req.json().catch(() => undefined);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new FdxError('401', {}, 'The body has to be a JSON object.');
  }
  return body as Body;
}

function field(body: Body, name: string, max: number): string {
  const value = body[name];
  if (typeof value !== 'string' || value.length > max) {
    throw new FdxError('401', {}, `${name} has to be a text of at most ${max} characters.`);
  }
  return value;
}

function usernameOf(body: Body): string {
  const username = field(body, 'username', MAX_USER_LENGTH).trim();
  if (username === '') throw new FdxError('401', {}, 'username is missing.');
  return username;
}

function timeIn(body: Body): number {
  const time = Date.parse(field(body, 'person_time', MAX_TIME_LENGTH));
  if (Number.isNaN(time)) throw new FdxError('401', {}, 'person_time has to be an RFC 3339 time.');
  return time;
}

function scopeOf(body: Body): string {
  const clusters = body.clusters ?? Object.keys(CLUSTER_SCOPES);
  if (!Array.isArray(clusters) || clusters.length > MAX_CLUSTERS)
    throw new FdxError('401', {}, 'clusters has to be a list.');
  const scopes = clusters.map((cluster) => {
    const scope = Object.hasOwn(CLUSTER_SCOPES, cluster) ? CLUSTER_SCOPES[cluster] : undefined;
    if (!scope) throw new FdxError('401', {}, `There is no data cluster named ${String(cluster).slice(0, 64)}.`);
    return scope;
  });
  return [...new Set(scopes)].join(' ');
}

/** `outcome`, a sandbox extension: the failure that test helpers order, also where any input is let in. */
function failureIn(body: Body): 'ended' | 'server_error' | null {
  switch (body.outcome) {
    case undefined:
      return null;
    case 'fail_authentication':
      return 'ended';
    case 'unexpected_error':
      return 'server_error';
    default:
      throw new FdxError('401', {}, 'outcome has to be fail_authentication or unexpected_error.');
  }
}

export function formRoutes(world: World): Hono {
  const routes = new Hono();
  routes.use(async (c, next) => {
    c.header('cache-control', 'no-store');
    await next();
  });

  routes.post('/sign-ins', async (c) => {
    const institution = institutionIn(c);
    const { client_id } = clientIn(world, c);
    const body = await bodyOf(c);
    const order = {
      client_id,
      username: usernameOf(body),
      password: field(body, 'password', MAX_FIELD_LENGTH),
      account_hint: body.account_hint == null ? null : field(body, 'account_hint', MAX_HINT_LENGTH),
      person_time: body.person_time == null ? null : timeIn(body),
      scope: scopeOf(body),
      failure: failureIn(body),
    };
    return c.json(beginSignIn(world.store, institution, order), 201);
  });

  routes.post('/sign-ins/:id/answers', async (c) => {
    const institution = institutionIn(c);
    const { client_id } = clientIn(world, c);
    const body = await bodyOf(c);
    const username = body.username === undefined ? undefined : usernameOf(body);
    const last =
      body.answer === undefined ? field(body, 'password', MAX_FIELD_LENGTH) : field(body, 'answer', MAX_FIELD_LENGTH);
    const fields = username === undefined ? [last] : [username, last];
    const key = { sign_in_id: c.req.param('id'), client_id };
    const view = answerSignIn(world.store, institution, key, { fields, ...(username ? { username } : {}) });
    if (!view) throw new FdxError('404', {}, 'There is no such sign-in, or no longer.');
    return c.json(view);
  });

  routes.post('/sessions', async (c) => {
    const { slug } = institutionIn(c);
    const { client_id } = clientIn(world, c);
    const token = field(await bodyOf(c), 'refresh_token', MAX_FIELD_LENGTH);
    const opened = signInAgain(world.store, { client_id, slug }, token);
    if (opened === undefined) throw new FdxError('603', {}, 'There is no such token, or its consent has ended.');
    if ('refused' in opened) throw new FdxError(opened.refused);
    return c.json({ ...opened, expires_in: SESSION_MS / 1_000 }, 201);
  });

  routes.onError((error, c) => {
    if (error instanceof FdxError) return fdxErrorResponse(c, error);
    world.log({ event: 'form.bug', message: error.message, stack: error.stack });
    return c.json({ code: '500', message: 'Something is wrong at the bank.' }, 500);
  });
  return routes;
}
