// A data recipient for the bank's tests: what a client does over the wire, in plain fetch, on a bank of its own.
import { createHash, randomBytes } from 'node:crypto';
import type { TestContext } from 'node:test';
import { openBank } from '#bank.ts';

export const CLIENT = { client_id: 'relink', client_secret: 'sandbox secret: with+signs', name: 'Relink' };
export const CONTROL_TOKEN = 'control-token-of-the-test';
/** The other client's only purpose is to be another one. */
export const STRANGER = { client_id: 'stranger', client_secret: 'another secret' };

const READ_SCOPES = 'fdx:accountbasic:read fdx:accountdetailed:read fdx:paymentsupport:read fdx:customercontact:read';
export const ALL_SCOPES = `openid offline_access ${READ_SCOPES} fdx:transactions:read`;

/** An answer with its body read: JSON where it is JSON, else text. */
export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests read what the wire brings
  body: any;
}

export interface Tokens {
  access_token: string;
  refresh_token: string;
  id_token: string;
  grant_id: string;
  scope: string;
  expires_in: number;
}

export interface LinkOrder {
  user?: string;
  accounts?: string[];
  outcome?: string;
  scope?: string;
  account_hint?: string;
}

export interface Recipient {
  url: string;
  /** The client's own redirect URI at a bank. */
  redirectUri(slug: string): string;
  authorizationUrl(slug: string, order?: LinkOrder): { url: string; verifier: string; state: string };
  /** Acts as the customer; where the bank sends him in the end. */
  walk(slug: string, order?: LinkOrder): Promise<{ redirect: URL; verifier: string; state: string }>;
  exchange(slug: string, code: string, verifier: string): Promise<Answer>;
  /** The whole way: walk, exchange. */
  link(slug: string, order?: LinkOrder): Promise<Tokens>;
  token(slug: string, form: Record<string, string>, client?: Secret): Promise<Answer>;
  refresh(slug: string, tokens: Tokens): Promise<Answer>;
  /** The client's own token for the consent API. */
  clientToken(slug: string, client?: Secret): Promise<string>;
  get(slug: string, path: string, token: string, headers?: Record<string, string>): Promise<Answer>;
  consent(slug: string, consent_id: string): Promise<Answer>;
  control(method: string, path: string, body?: unknown): Promise<Answer>;
  post(path: string, body: unknown, client?: Secret): Promise<Answer>;
  /** What the ACH desk knows of an entry. */
  entry(trace_number: string): Promise<Answer>;
}

interface Secret {
  client_id: string;
  client_secret: string;
}

/** `client_secret_basic`, form-encoded as RFC 6749 2.3.1 asks. */
export function basic({ client_id, client_secret }: Secret): string {
  const encoded = [client_id, client_secret].map((part) => encodeURIComponent(part).replaceAll('%20', '+'));
  return `Basic ${Buffer.from(encoded.join(':')).toString('base64')}`;
}

export async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  const json = /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text };
}

/** Opens a bank in memory (or in a folder), closed with the test, and a recipient that knows it. */
export async function openRecipient(t: TestContext, folder: string | null = null): Promise<Recipient> {
  const bank = await openBank({
    data_folder: folder,
    port: 0,
    host: '127.0.0.1',
    control_token: CONTROL_TOKEN,
    clients: [
      { ...CLIENT, client_name: 'Example Shop', redirect_uris: (slug) => [redirectUri(slug)] },
      { ...STRANGER, redirect_uris: (slug) => [redirectUri(slug)] },
    ],
  });
  t.after(() => bank.close());
  return recipientOf(bank.url);
}

const redirectUri = (slug: string): string => `http://127.0.0.1:9/banks/${slug}/callback`;

/** A recipient of the bank at this URL. */
export function recipientOf(url: string): Recipient {
  const recipient: Recipient = {
    url,
    redirectUri,
    authorizationUrl: (slug, order = {}) => authorizationUrl(url, slug, order),
    walk: async (slug, order = {}) => {
      const request = authorizationUrl(url, slug, order);
      const { user = 'jane', accounts, outcome = 'approve' } = order;
      const answer = await recipient.control('POST', `${slug}/authorizations`, {
        url: request.url,
        user,
        accounts,
        outcome,
      });
      if (answer.status !== 200) throw new Error(`The walk failed: ${JSON.stringify(answer.body)}`);
      return { ...request, redirect: new URL(answer.body.redirect_to) };
    },
    exchange: (slug, code, code_verifier) =>
      recipient.token(slug, { grant_type: 'authorization_code', code, code_verifier, redirect_uri: redirectUri(slug) }),
    link: async (slug, order = {}) => {
      const { redirect, verifier } = await recipient.walk(slug, order);
      const answer = await recipient.exchange(slug, redirect.searchParams.get('code') ?? '', verifier);
      if (answer.status !== 200)
        throw new Error(`The exchange failed: ${redirect.href} ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
    token: async (slug, form, client = CLIENT) => {
      const body = new URLSearchParams(form);
      return read(
        await fetch(`${url}/${slug}/token`, { method: 'POST', body, headers: { authorization: basic(client) } }),
      );
    },
    refresh: (slug, { refresh_token }) => recipient.token(slug, { grant_type: 'refresh_token', refresh_token }),
    clientToken: async (slug, client = CLIENT) => {
      const answer = await recipient.token(slug, { grant_type: 'client_credentials', scope: 'fdx:consents' }, client);
      return answer.body.access_token;
    },
    get: async (slug, path, token, headers = {}) =>
      read(await fetch(`${url}/${slug}/fdx/v6/${path}`, { headers: { authorization: `Bearer ${token}`, ...headers } })),
    consent: async (slug, id) => recipient.get(slug, `consents/${id}`, await recipient.clientToken(slug)),
    control: async (method, path, body) => {
      const headers = { authorization: `Bearer ${CONTROL_TOKEN}`, 'content-type': 'application/json' };
      const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
      return read(await fetch(`${url}/control/${path}`, init));
    },
    entry: async (trace_number) =>
      read(await fetch(`${url}/ach/entries/${trace_number}`, { headers: { authorization: basic(CLIENT) } })),
    post: async (path, body, client = CLIENT) => {
      const headers = { authorization: basic(client), 'content-type': 'application/json' };
      return read(await fetch(`${url}/${path}`, { method: 'POST', headers, body: JSON.stringify(body) }));
    },
  };
  return recipient;
}

function authorizationUrl(
  url: string,
  slug: string,
  order: LinkOrder,
): { url: string; verifier: string; state: string } {
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(16).toString('base64url');
  const scope = order.scope ?? ALL_SCOPES;
  const target = new URL(`${url}/${slug}/auth`);
  target.search = new URLSearchParams({
    client_id: CLIENT.client_id,
    response_type: 'code',
    redirect_uri: redirectUri(slug),
    scope,
    prompt: 'consent',
    state,
    ...(scope.includes('openid') ? { nonce: randomBytes(16).toString('base64url') } : {}),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    login_hint: order.user ?? 'jane',
    ...(order.account_hint ? { account_hint: order.account_hint } : {}),
  }).toString();
  return { url: target.href, verifier, state };
}
