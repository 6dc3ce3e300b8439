// The OAuth side of FDX banks: how we prove who we are there, discovery, and the platform's own tokens; cached with bounds.
import type { JsonWebKey } from 'node:crypto';
import {
  allowInsecureRequests,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  type CustomFetch,
  type CustomFetchOptions,
  clientCredentialsGrant,
  customFetch,
  type DPoPHandle,
  discovery,
  enableNonRepudiationChecks,
  getDPoPHandle,
  PrivateKeyJwt,
  type ServerMetadata,
  TlsClientAuth,
} from 'openid-client';
import type { InstitutionProfile } from '#domain/connections/bank.ts';
import { type Clock, MINUTE_MS, SECOND_MS } from '#kernel/clock.ts';
import { type Cache, createCache } from '../cache.ts';
import type { ClientKeys } from '../client_keys.ts';
import { type BankFetch, protocolError, toResponse } from '../http.ts';
import type { Line } from '../line.ts';
import { type FdxProtocol, resourceUrl } from '../protocol.ts';
import { isLoopback } from '../protocol_values.ts';
import { wantsCertificate } from '../security.ts';
import { rejected } from './credential.ts';
import { oauthProblem } from './oauth_problem.ts';
import { problemOf } from './problem.ts';

const MAX_ISSUERS = 256;
const DISCOVERY_LIVES_MS = 10 * MINUTE_MS;
const PROOF_LIVES_MS = 60 * MINUTE_MS;
/** A token is given up this long before it ends, so that it does not end on the way. */
const TOKEN_MARGIN_MS = 30 * SECOND_MS;
const TOKEN_LIVES_MS = 5 * MINUTE_MS;
const MAX_TOKEN_LIVES_MS = 60 * MINUTE_MS;

export interface IssuerOptions {
  keys: ClientKeys;
  timeout_ms: number;
  clock: Clock;
}

/** One institution, opened: its row, its protocol, and the way there. */
export interface Branch {
  institution: InstitutionProfile;
  protocol: FdxProtocol;
  line: Line;
}

/** Our proof that a token is used by whom it was given to. */
export interface Proof {
  kid: string;
  DPoP: DPoPHandle;
}

/** A bank's OAuth server. */
export interface Issuer {
  oauth: Configuration;
  /** For resources, whose failures are read by their own rules. */
  resources: Configuration;
  /** `kid`: the key that a token is bound to; null: the one in use. Null where tokens are bound to no key. */
  proof(kid: string | null): Promise<Proof | null>;
}

/** A token, and the key that it is bound to. */
export interface BoundToken {
  access_token: string;
  dpop_kid: string | null;
}

/** Every method throws BankError only. */
export interface Issuers {
  /** `fresh` asks the bank even when it is known, to learn whether the bank is there. */
  open(branch: Branch, fresh: boolean): Promise<Issuer>;
  /** A token for the platform itself. `renew` drops the known one. */
  platformToken(branch: Branch, renew: boolean): Promise<BoundToken>;
}

export function createIssuers(options: IssuerOptions): Issuers {
  const issuers = createCache<Issuer>({ max_entries: MAX_ISSUERS, clock: options.clock });
  const tokens = createCache<BoundToken>({ max_entries: MAX_ISSUERS, clock: options.clock });
  // They remember a bank's nonces, so they outlive what is discovered anew.
  const proofs = createCache<Proof>({ max_entries: MAX_ISSUERS, clock: options.clock });

  /** What we prove ourselves by there, so that what was withdrawn is not used for as long as the rest is remembered. */
  const identityOf = async ({ protocol, line }: Branch) => {
    const signs = protocol.security.client_authentication === 'private_key_jwt';
    return [await line.identity(), signs && (await options.keys.current('signing')).kid].join(' ');
  };

  async function open(branch: Branch, fresh: boolean) {
    const key = `${keyOf(branch)} ${await identityOf(branch)}`;
    if (fresh) issuers.forget(key);
    return await issuers.get(key, async () => ({
      value: await openIssuer(options, branch, proofs),
      lives_ms: DISCOVERY_LIVES_MS,
    }));
  }

  async function platformToken(branch: Branch, renew: boolean) {
    const key = keyOf(branch);
    if (renew) tokens.forget(key);
    return await tokens.get(key, async () => {
      const issuer = await open(branch, false);
      const proof = await issuer.proof(null);
      const { consent_scope: scope } = branch.protocol;
      const asked = clientCredentialsGrant(issuer.oauth, scope === undefined ? {} : { scope }, proof ?? {});
      const answer = await asked.catch((error: unknown) => {
        throw oauthProblem(error);
      });
      const told = answer.expires_in === undefined ? TOKEN_LIVES_MS : answer.expires_in * SECOND_MS;
      const lives = Math.min(told, MAX_TOKEN_LIVES_MS) - TOKEN_MARGIN_MS;
      const value = { access_token: answer.access_token, dpop_kid: proof?.kid ?? null };
      return { value, lives_ms: Math.max(0, lives) };
    });
  }

  return { open, platformToken };
}

function keyOf({ institution, protocol, line }: Branch): string {
  return [institution.id, resourceUrl(line.bank_url, protocol.issuer).href, protocol.client.id].join(' ');
}

async function openIssuer(options: IssuerOptions, branch: Branch, proofs: Cache<Proof>): Promise<Issuer> {
  const { protocol, line } = branch;
  const metadata = await metadataOf(options, branch);
  const client = { use_mtls_endpoint_aliases: wantsCertificate(protocol.security) };
  const authentication = await authenticationOf(options, branch);
  const configure = (send: CustomFetch) => {
    const config = new Configuration(metadata, protocol.client.id, client, authentication);
    config[customFetch] = send;
    config.timeout = timeoutOf(options);
    // http is for the sandbox on this machine only.
    if (isLoopback(new URL(metadata.issuer).hostname)) allowInsecureRequests(config);
    if (protocol.security.openid) enableNonRepudiationChecks(config);
    return config;
  };
  const oauth = configure(oauthFetch(options, line.http));
  return {
    oauth,
    resources: configure(plainFetch(line.http)),
    async proof(kid) {
      if (protocol.security.sender_constraint !== 'dpop') return null;
      const key = await (kid === null ? options.keys.current('dpop') : options.keys.byId(kid));
      if (key === null) throw rejected('the key that the token is bound to is gone');
      return await proofs.get(`${keyOf(branch)} ${key.kid}`, async () => ({
        value: await openProof(oauth, key),
        lives_ms: PROOF_LIVES_MS,
      }));
    },
  };
}

async function openProof(
  oauth: Configuration,
  key: { kid: string; public_key: JsonWebKey; private_key: JsonWebKey },
): Promise<Proof> {
  const { kid, public_key, private_key } = key;
  const [publicKey, privateKey] = await Promise.all([
    crypto.subtle.importKey('jwk', public_key, ES256, true, ['verify']),
    crypto.subtle.importKey('jwk', private_key, ES256, false, ['sign']),
  ]);
  return { kid, DPoP: getDPoPHandle(oauth, { publicKey, privateKey }) };
}

const ES256 = { name: 'ECDSA', namedCurve: 'P-256' } as const;

async function authenticationOf({ keys }: IssuerOptions, { protocol, line }: Branch): Promise<ClientAuth> {
  switch (protocol.security.client_authentication) {
    case 'private_key_jwt': {
      const { kid, private_key } = await keys.current('signing');
      const key = await crypto.subtle.importKey('jwk', private_key, ES256, false, ['sign']);
      return PrivateKeyJwt({ key, kid });
    }
    case 'tls_client_auth':
      return TlsClientAuth();
    case 'client_secret_post':
      return ClientSecretPost(await line.secret());
    case 'client_secret_basic':
      return ClientSecretBasic(await line.secret());
  }
}

/** Where the OAuth endpoints are: as the row says, else as the bank publishes it. */
async function metadataOf(options: IssuerOptions, { protocol, line }: Branch): Promise<ServerMetadata> {
  const issuer = resourceUrl(line.bank_url, protocol.issuer);
  const metadata = protocol.metadata
    ? // As the row has it: a bank's name for itself is compared letter by letter.
      {
        issuer: protocol.issuer.startsWith('/') ? issuer.href : protocol.issuer,
        ...absolute(line.bank_url, protocol.metadata),
      }
    : await discover(options, line, issuer, protocol.security.openid ? 'oidc' : 'oauth2');
  checkMetadata(metadata, [issuer.origin, ...protocol.origins]);
  return metadata;
}

function absolute(base: string, places: Record<string, string | undefined>): Record<string, string> {
  const told = Object.entries(places).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(told.map(([name, place]) => [name, new URL(place, base).href]));
}

async function discover(
  options: IssuerOptions,
  line: Line,
  issuer: URL,
  algorithm: 'oidc' | 'oauth2',
): Promise<ServerMetadata> {
  try {
    const found = await discovery(issuer, 'discovery', undefined, undefined, {
      algorithm,
      [customFetch]: oauthFetch(options, line.http),
      timeout: timeoutOf(options),
      execute: isLoopback(issuer.hostname) ? [allowInsecureRequests] : [],
    });
    return found.serverMetadata();
  } catch (error) {
    throw oauthProblem(error);
  }
}

// The customer is sent to the authorization endpoint, so it must be the bank's own, like the ones we call ourselves.
function checkMetadata(metadata: ServerMetadata, origins: string[]): void {
  for (const endpoint of ['authorization_endpoint', 'token_endpoint'] as const) {
    const url = URL.parse(metadata[endpoint] ?? '');
    if (url === null || !origins.includes(url.origin)) throw protocolError(`discovery names no usable ${endpoint}`);
  }
}

/** The bounded fetch gives up first; the library's own limit, in seconds, only stands behind it. */
function timeoutOf({ timeout_ms }: IssuerOptions): number {
  return Math.ceil(timeout_ms / SECOND_MS) + 1;
}

// A failing server is told apart here, where its status and Retry-After can still be read; the library would fold them.
function oauthFetch({ clock }: IssuerOptions, http: BankFetch) {
  return async (url: string, { signal: _, body, ...init }: CustomFetchOptions) => {
    const answer = await http(url, { ...init, body: body as RequestInit['body'] });
    if (answer.status >= 500 || answer.status === 429) throw problemOf(answer, clock.now());
    return toResponse(answer);
  };
}

function plainFetch(http: BankFetch) {
  return async (url: string, { signal: _, body, ...init }: CustomFetchOptions) =>
    toResponse(await http(url, { ...init, body: body as RequestInit['body'] }));
}
