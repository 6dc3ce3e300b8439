// The OAuth side of FDX banks: discovery and the platform's own tokens, both cached with a bound and a time limit.
import {
  allowInsecureRequests,
  ClientSecretBasic,
  type Configuration,
  type CustomFetchOptions,
  clientCredentialsGrant,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
} from 'openid-client';
import type { InstitutionProfile } from '#domain/connections/bank.ts';
import { BankError } from '#domain/connections/bank.ts';
import { type Clock, MINUTE_MS, SECOND_MS } from '#kernel/clock.ts';
import { createCache } from '../cache.ts';
import { type BankFetch, protocolError, toResponse } from '../http.ts';
import { type FdxProtocol, resourceUrl } from '../protocol.ts';
import { oauthProblem } from './oauth_problem.ts';
import { problemOf } from './problem.ts';

const MAX_ISSUERS = 256;
const DISCOVERY_LIVES_MS = 10 * MINUTE_MS;
/** A token is given up this long before it ends, so that it does not end on the way. */
const TOKEN_MARGIN_MS = 30 * SECOND_MS;
const TOKEN_LIVES_MS = 5 * MINUTE_MS;
const MAX_TOKEN_LIVES_MS = 60 * MINUTE_MS;

export interface IssuerOptions {
  http: BankFetch;
  bank_url: string;
  client_id: string;
  client_secret: string;
  timeout_ms: number;
  clock: Clock;
}

/** Every method throws BankError only. */
export interface Issuers {
  /** The bank's OAuth configuration. `fresh` asks the bank even when it is known, to learn whether the bank is there. */
  configuration(institution: InstitutionProfile, protocol: FdxProtocol, fresh: boolean): Promise<Configuration>;
  /** A token for the platform itself. `renew` drops the known one. */
  platformToken(institution: InstitutionProfile, protocol: FdxProtocol, renew: boolean): Promise<string>;
}

export function createIssuers(options: IssuerOptions): Issuers {
  const configurations = createCache<Configuration>({ max_entries: MAX_ISSUERS, clock: options.clock });
  const tokens = createCache<string>({ max_entries: MAX_ISSUERS, clock: options.clock });

  async function configuration(institution: InstitutionProfile, protocol: FdxProtocol, fresh: boolean) {
    if (protocol.client_id !== options.client_id) {
      throw new BankError(
        'client_rejected',
        NO_UPSTREAM,
        `${institution.slug}: no credentials for client ${protocol.client_id}`,
      );
    }
    const issuer = resourceUrl(options.bank_url, protocol.issuer_path);
    if (fresh) configurations.forget(issuer.href);
    return configurations.get(issuer.href, async () => ({
      value: await discover(options, issuer),
      lives_ms: DISCOVERY_LIVES_MS,
    }));
  }

  async function platformToken(institution: InstitutionProfile, protocol: FdxProtocol, renew: boolean) {
    const config = await configuration(institution, protocol, false);
    const key = config.serverMetadata().issuer;
    if (renew) tokens.forget(key);
    return tokens.get(key, async () => {
      const answer = await clientCredentialsGrant(config, { scope: protocol.consent_scope }).catch((error: unknown) => {
        throw oauthProblem(error);
      });
      const told = answer.expires_in === undefined ? TOKEN_LIVES_MS : answer.expires_in * SECOND_MS;
      const lives = Math.min(told, MAX_TOKEN_LIVES_MS) - TOKEN_MARGIN_MS;
      return { value: answer.access_token, lives_ms: Math.max(0, lives) };
    });
  }

  return { configuration, platformToken };
}

const NO_UPSTREAM = { status: null, code: null, interaction_id: null };

async function discover(options: IssuerOptions, issuer: URL): Promise<Configuration> {
  const execute = [enableNonRepudiationChecks];
  if (isLoopback(issuer.hostname)) execute.push(allowInsecureRequests);
  try {
    const config = await discovery(issuer, options.client_id, undefined, ClientSecretBasic(options.client_secret), {
      [customFetch]: oauthFetch(options),
      // The bounded fetch below gives up first; the library's own limit only stands behind it.
      timeout: Math.ceil(options.timeout_ms / SECOND_MS) + 1,
      execute,
    });
    checkMetadata(config, issuer);
    return config;
  } catch (error) {
    throw oauthProblem(error);
  }
}

// The customer is sent to the authorization endpoint, so it must be the bank's own, like the ones we call ourselves.
function checkMetadata(config: Configuration, issuer: URL): void {
  const metadata = config.serverMetadata();
  for (const endpoint of ['authorization_endpoint', 'token_endpoint'] as const) {
    const url = metadata[endpoint];
    if (!url || !URL.canParse(url) || new URL(url).origin !== issuer.origin) {
      throw protocolError(`discovery names no usable ${endpoint}`);
    }
  }
}

// A failing server is told apart here, where its status and Retry-After can still be read; the library would fold them.
function oauthFetch(options: IssuerOptions) {
  return async (url: string, { signal: _, body, ...init }: CustomFetchOptions) => {
    const answer = await options.http(url, { ...init, body: body as RequestInit['body'] });
    if (answer.status >= 500 || answer.status === 429) throw problemOf(answer, options.clock.now());
    return toResponse(answer);
  };
}

/** http is for the sandbox on this machine only (RFC 8252 section 7.3 lists the loopback addresses). */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
