// A small bank on a real socket that does everything right until a test tells one of its paths to misbehave.
import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { InstitutionProfile, VisitRequest } from '#domain/connections/bank.ts';
import { profileOf } from '#domain/connections/institution_rows.ts';
import { INSTITUTIONS } from '#domain/connections/institutions.data.ts';

const KEY_ID = 'stand-in';

/** Answers a request by itself; what it leaves unanswered stays unanswered. */
export type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

export interface StandInBank {
  url: string;
  issuer: string;
  institution: InstitutionProfile;
  /** Replaces what a path (below the slug) answers; null restores it. */
  on(path: string, handler: Handler | null): void;
  /** Requests per path since the bank was opened. */
  asked(path: string): number;
  /** Claims of the next ID tokens, laid over the right ones; change it in place. */
  readonly claims: Record<string, unknown>;
  /** A JWT by the bank's own key. */
  signed(claims: Record<string, unknown>): string;
  visitRequest: VisitRequest;
  /** Where the bank would send the customer: code, state and iss, each replaceable; null leaves one out. */
  callback(authorizationUrl: string, changes?: Record<string, string | null>): string;
  /** The last authorization request that was pushed. */
  pushed(): URLSearchParams;
  close(): Promise<void>;
}

export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Handler {
  return raw(JSON.stringify(value), 'application/json', status, headers);
}

export function raw(text: string, type: string, status = 200, headers: Record<string, string> = {}): Handler {
  return (_request, response) => void response.writeHead(status, { 'content-type': type, ...headers }).end(text);
}

/** Reads the request and never answers. */
export const silence: Handler = () => {};

/** The bank behind the seeded institution of that slug. */
export async function openStandInBank(slug = 'bank-oauth'): Promise<StandInBank> {
  const handlers = new Map<string, Handler>();
  const counts = new Map<string, number>();
  let usual: (path: string) => Handler = () => silence;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const path = new URL(request.url ?? '/', 'http://bank').pathname.replace(`/${slug}`, '');
    counts.set(path, (counts.get(path) ?? 0) + 1);
    const handler = handlers.get(path) ?? usual(path);
    handler(request, response, Buffer.concat(chunks).toString());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer = `${url}/${slug}`;
  const redirectUri = `https://platform.example/banks/${slug}/callback`;
  const tokens = createTokens(issuer);
  usual = (path) => rightAnswer(issuer, tokens, path);
  const seed = INSTITUTIONS.find((candidate) => candidate.slug === slug)!;
  const institution = profileOf(seed);
  return {
    url,
    issuer,
    institution,
    claims: tokens.claims,
    signed: tokens.signed,
    on: (path, handler) => void (handler ? handlers.set(path, handler) : handlers.delete(path)),
    asked: (path) => counts.get(path) ?? 0,
    visitRequest: {
      institution,
      redirect_uri: redirectUri,
      permissions: ['payment_method'],
      bank_user: 'anna',
      bank_account: null,
      customer_time: null,
      locale: 'en',
    },
    callback(authorizationUrl, changes = {}) {
      const carried = new URL(authorizationUrl).searchParams;
      const asked = carried.has('request_uri') ? tokens.pushed : carried;
      tokens.nonce = asked.get('nonce') ?? '';
      const back = new URL(redirectUri);
      const answer = { code: 'code-1', state: asked.get('state'), iss: issuer, ...changes };
      for (const [name, value] of Object.entries(answer)) if (value !== null) back.searchParams.set(name, value);
      return back.href;
    },
    pushed: () => tokens.pushed,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Tokens {
  /** Of the visit that comes back; empty where nobody asked for an ID token. */
  nonce: string;
  pushed: URLSearchParams;
  claims: Record<string, unknown>;
  signed(claims: Record<string, unknown>): string;
  jwk: object;
  answer: Handler;
}

function createTokens(issuer: string): Tokens {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const tokens: Tokens = {
    nonce: '',
    pushed: new URLSearchParams(),
    claims: {},
    signed,
    jwk: { ...publicKey.export({ format: 'jwk' }), kid: KEY_ID, alg: 'ES256', use: 'sig' },
    answer(request, response, body) {
      const kind = new URLSearchParams(body).get('grant_type');
      const token_type = request.headers.dpop === undefined ? 'Bearer' : 'DPoP';
      const common = { access_token: `token of ${kind}`, token_type, expires_in: 900 };
      const openid = tokens.nonce !== '' && { id_token: idToken() };
      const more = { refresh_token: 'refresh', grant_id: 'consent-1', ...openid };
      json(kind === 'authorization_code' ? { ...common, ...more } : common)(request, response, body);
    },
  };
  function idToken(): string {
    const now = Math.floor(Date.now() / 1000);
    const right = { iss: issuer, aud: 'relink', sub: 'person-1', iat: now, exp: now + 60, nonce: tokens.nonce };
    return signed({ ...right, ...tokens.claims });
  }
  function signed(claims: Record<string, unknown>): string {
    const content = `${encode({ alg: 'ES256', kid: KEY_ID })}.${encode(claims)}`;
    const mark = sign('sha256', Buffer.from(content), { key: privateKey, dsaEncoding: 'ieee-p1363' });
    return `${content}.${mark.toString('base64url')}`;
  }
  return tokens;
}

function rightAnswer(issuer: string, tokens: Tokens, path: string): Handler {
  switch (path) {
    case '/.well-known/openid-configuration':
      return json(metadata(issuer));
    case '/jwks':
      return json({ keys: [tokens.jwk] });
    case '/request':
      return (request, response, body) => {
        tokens.pushed = new URLSearchParams(body);
        json(PUSHED, 201)(request, response, body);
      };
    case '/token':
      return tokens.answer;
    case '/fdx/v6/accounts':
      return json({ page: {}, links: {}, accounts: [ACCOUNT] });
    case '/fdx/v6/customers/current':
      return json({ customerId: 'person-1' });
    case '/fdx/v6/consents/consent-1':
      return json({ id: 'consent-1', status: 'ACTIVE', resources: [{ resourceType: 'ACCOUNT', resourceId: 'a-1' }] });
    default:
      return json({ code: '404', message: 'nothing here' }, 404);
  }
}

export const PUSHED = { request_uri: 'urn:request:1', expires_in: 60 };

export const ACCOUNT = {
  accountId: 'a-1',
  accountCategory: 'DEPOSIT_ACCOUNT',
  accountType: 'CHECKING',
  accountNumberDisplay: '****6789',
  productName: 'Everyday Checking',
  status: 'OPEN',
  currency: { currencyCode: 'USD' },
};

export function metadata(issuer: string): Record<string, unknown> {
  return {
    issuer,
    authorization_endpoint: `${issuer}/auth`,
    token_endpoint: `${issuer}/token`,
    pushed_authorization_request_endpoint: `${issuer}/request`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
  };
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
