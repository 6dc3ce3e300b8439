// A data recipient that speaks the stricter profiles, by openid-client: keys at an address of its own, DPoP, certificates.
import { EventEmitter } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import * as oidc from 'openid-client';
import { Agent, fetch as undiciFetch } from 'undici';
import { type Bank, openBank } from '#bank.ts';
import { ALL_SCOPES, CLIENT, CONTROL_TOKEN, type Recipient, recipientOf, STRANGER } from '#testing/recipient.ts';
import { issue } from '#tls/issue.ts';

const CLUSTERS = ['ACCOUNT_BASIC', 'ACCOUNT_DETAILED', 'PAYMENT_SUPPORT', 'CUSTOMER_CONTACT', 'TRANSACTIONS'];

/** A key that the client signs its assertions with. */
export interface ClientKey {
  key: oidc.CryptoKey;
  kid: string;
  jwk: JWK;
}

/** Tokens as openid-client reads them. */
export type Tokens = oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers;

export interface ClientWish {
  key?: ClientKey;
  /** Whether it shows its certificate; it does. */
  certificate?: boolean;
  /** Whether that certificate is one it made itself. */
  forged?: boolean;
  /** Whose name it gives. */
  client_id?: string;
}

/** A notification that came in. */
export interface Heard {
  body: string;
  authorization: string | undefined;
}

export interface RelyingParty {
  bank: Bank;
  /** The same bank through plain requests and the operator's desk. */
  recipient: Recipient;
  /** The keys at the client's `jwks_uri`, which a test may change. */
  keys: ClientKey[];
  /** Where it hears notifications, and how a test does. */
  callback: string;
  heard: EventEmitter<{ notification: [Heard] }>;
  /** The statuses of its next answers to them; 204 where there is none left. */
  answers: number[];
  /** The client at an institution, by its metadata. */
  at(slug: string, wish?: ClientWish): Promise<oidc.Configuration>;
  close(): Promise<void>;
}

export async function newClientKey(kid: string): Promise<ClientKey> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' };
  return { key: privateKey, kid, jwk };
}

/** A `consentRequest` in FDX's words. */
export function details(changes: Record<string, unknown> = {}): string {
  const resources = [{ resourceType: 'ACCOUNT', dataClusters: CLUSTERS }];
  const consentRequest = { durationType: 'TIME_BOUND', durationPeriod: 365, resources, ...changes };
  return JSON.stringify([{ type: 'fdx_v1.0', consentRequest }]);
}

/** Opens a bank in memory and a client with keys beside it. Both end with the test; without one, by `close`. */
export async function openRelyingParty(t: TestContext | null): Promise<RelyingParty> {
  const keys = [await newClientKey('first')];
  const heard: RelyingParty['heard'] = new EventEmitter();
  const answers: number[] = [];
  const jwks = createServer(async (request, response) => {
    if (request.method === 'POST') return hear({ heard, answers }, request, response);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ keys: keys.map(({ jwk }) => jwk) }));
  });
  await new Promise<void>((listening) => jwks.listen(0, '127.0.0.1', listening));
  const jwks_uri = () => `http://127.0.0.1:${(jwks.address() as AddressInfo).port}/`;
  const bank = await openBank({
    data_folder: null,
    port: 0,
    host: '127.0.0.1',
    control_token: CONTROL_TOKEN,
    clients: [CLIENT, STRANGER].map((client) => ({ ...client, jwks_uri, redirect_uris: redirectUris(jwks_uri) })),
  });
  const agents: Agent[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(agents.map((agent) => agent.close()));
    await bank.close();
    jwks.close();
    jwks.closeAllConnections();
  };
  t?.after(close);
  const at: RelyingParty['at'] = async (slug, wish = {}) => {
    const { key = keys[0]!, certificate = true, forged = false, client_id = CLIENT.client_id } = wish;
    const metadata = { use_mtls_endpoint_aliases: slug === 'fapi-mtls', id_token_signed_response_alg: 'ES256' };
    const issuer = new URL(`${bank.url}/${slug}`);
    const { ca, client_certificate: cert, client_key } = bank.tls;
    const own = forged ? await forgery() : { cert, key: client_key };
    const agent = new Agent({ connect: certificate ? { ca, ...own } : { ca } });
    agents.push(agent);
    const fetch = (url: string, options: object) => undiciFetch(url, { ...options, dispatcher: agent });
    return oidc.discovery(issuer, client_id, metadata, authenticationAt(slug, key), {
      execute: [oidc.allowInsecureRequests],
      [oidc.customFetch]: fetch as unknown as oidc.CustomFetch,
    });
  };
  const callback = `${jwks_uri()}notifications`;
  return { bank, recipient: recipientOf(bank.url), keys, callback, heard, answers, at, close };
}

/** Its own server is one of its addresses, so that the bank tells it of things there. */
function redirectUris(own: () => string): (slug: string) => string[] {
  return (slug) => [`http://127.0.0.1:9/banks/${slug}/callback`, `${own()}banks/${slug}/callback`];
}

async function hear(
  { heard, answers }: Pick<RelyingParty, 'heard' | 'answers'>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = String(Buffer.concat(await request.toArray()));
  response.writeHead(answers.shift() ?? 204).end();
  heard.emit('notification', { body, authorization: request.headers.authorization });
}

/** A certificate in the client's name by an authority that nobody knows. */
async function forgery(): Promise<{ cert: string; key: string }> {
  const authority = await issue({ name: 'Anyone', days: 1, kind: 'authority' }, null);
  const { certificate, key } = await issue({ name: CLIENT.client_id, days: 1, kind: 'client' }, authority);
  return { cert: certificate, key };
}

function authenticationAt(slug: string, { key, kid }: ClientKey): oidc.ClientAuth {
  if (slug === 'fapi-dpop') return oidc.PrivateKeyJwt({ key, kid });
  return slug === 'fapi-mtls' ? oidc.TlsClientAuth() : oidc.ClientSecretBasic(CLIENT.client_secret);
}

export interface Trip {
  /** Where it began. */
  url: URL;
  /** Where the bank sent the customer in the end. */
  back: URL;
  verifier: string;
  state: string;
  nonce: string;
}

/** Sends the customer to the bank, pushing the request first where the bank asks for that, and walks its pages as him. */
export async function visit(
  { recipient }: RelyingParty,
  client: oidc.Configuration,
  options: { DPoP?: oidc.DPoPHandle; user?: string; accounts?: string[]; outcome?: string; params?: object } = {},
): Promise<Trip> {
  const slug = new URL(client.serverMetadata().issuer).pathname.slice(1);
  const verifier = oidc.randomPKCECodeVerifier();
  const [state, nonce] = [oidc.randomState(), oidc.randomNonce()];
  const parameters = {
    redirect_uri: `http://127.0.0.1:9/banks/${slug}/callback`,
    scope: ALL_SCOPES,
    prompt: 'consent',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
    ...options.params,
  };
  const pushes = client.serverMetadata().require_pushed_authorization_requests === true;
  const url = pushes
    ? await oidc.buildAuthorizationUrlWithPAR(client, parameters, { DPoP: options.DPoP })
    : oidc.buildAuthorizationUrl(client, parameters);
  const { user = 'jane', accounts, outcome = 'approve' } = options;
  const order = { url: url.href, user, accounts, outcome };
  const { status, body } = await recipient.control('POST', `${slug}/authorizations`, order);
  if (status !== 200) throw new Error(`The walk failed: ${JSON.stringify(body)}`);
  return { url, back: new URL(body.redirect_to), verifier, state, nonce };
}

/** Exchanges the code that a trip brought. */
export function exchange(client: oidc.Configuration, trip: Trip, DPoP?: oidc.DPoPHandle): Promise<Tokens> {
  const checks = { pkceCodeVerifier: trip.verifier, expectedState: trip.state, expectedNonce: trip.nonce };
  return oidc.authorizationCodeGrant(client, trip.back, checks, undefined, { DPoP });
}

/** The error code of an OAuth answer that has to be a refusal. */
export async function refusal(attempt: Promise<unknown>): Promise<string> {
  const outcome = await attempt.then(
    () => 'accepted',
    (error: { error?: string }) => error.error ?? String(error),
  );
  return outcome;
}
