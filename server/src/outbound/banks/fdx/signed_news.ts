// Whether a bank signed a notification: a JWT by a key of its own, made for our address a moment ago, about this very body.
import { createHash } from 'node:crypto';
import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from 'jose';
import { z } from 'zod';
import type { SignedNews } from '#domain/connections/bank.ts';
import { type Clock, MINUTE_MS, SECOND_MS } from '#kernel/clock.ts';
import { createCache } from '../cache.ts';
import { type BankFetch, parseJson, protocolError } from '../http.ts';

const ISSUERS_MAX = 256;
const KEYS_LIVE_MS = 10 * MINUTE_MS;
/** A bank that changes its keys is asked anew, though not by everybody who makes up a key's name. */
const KEYS_REST_MS = 30 * SECOND_MS;
const ALGORITHMS = ['ES256', 'PS256', 'EdDSA'];
const TOKEN_MAX = 8_192;
const LIVES_S_MAX = 300;
const TOLERANCE_S = 30;

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) });

/** Where a bank's keys are, by its OAuth metadata. */
export interface Signer {
  issuer: string;
  jwks_uri: string;
}

interface Keys {
  set: JSONWebKeySet;
  /** Unix milliseconds. */
  read_at: number;
}

export type NewsVerifier = (signer: Signer, news: SignedNews) => Promise<boolean>;

/**
 * Its `jti` needs no list: the token is bound to one body, and a body's notification is acted on once. Throws BankError where the keys
 * cannot be read.
 */
export function createNewsVerifier({ http, clock }: { http: BankFetch; clock: Clock }): NewsVerifier {
  const cache = createCache<Keys>({ max_entries: ISSUERS_MAX, clock });
  const keysOf = (signer: Signer) =>
    cache.get(signer.jwks_uri, async () => ({
      value: { set: await readKeys(http, signer), read_at: clock.now().getTime() },
      lives_ms: KEYS_LIVE_MS,
    }));
  return async (signer, news) => {
    const token = /^Bearer ([\w.-]+)$/i.exec(news.authorization?.trim() ?? '')?.[1];
    if (token === undefined || token.length > TOKEN_MAX) return false;
    const known = await keysOf(signer);
    const first = await verify(token, known.set, signer, news, clock.now());
    if (first !== 'unknown_key') return first;
    if (known.read_at + KEYS_REST_MS > clock.now().getTime()) return false;
    cache.forget(signer.jwks_uri);
    return (await verify(token, (await keysOf(signer)).set, signer, news, clock.now())) === true;
  };
}

async function verify(
  token: string,
  keys: JSONWebKeySet,
  { issuer }: Signer,
  { body, callback_url }: SignedNews,
  now: Date,
): Promise<boolean | 'unknown_key'> {
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet(keys), {
      issuer,
      audience: callback_url,
      algorithms: ALGORITHMS,
      currentDate: now,
      maxTokenAge: LIVES_S_MAX,
      clockTolerance: TOLERANCE_S,
      requiredClaims: ['jti', 'iat', 'exp', 'body_sha256'],
    });
    return payload.body_sha256 === createHash('sha256').update(body).digest('base64url');
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) return 'unknown_key';
    if (error instanceof errors.JOSEError) return false;
    throw error;
  }
}

async function readKeys(http: BankFetch, { jwks_uri }: Signer): Promise<JSONWebKeySet> {
  const answer = await http(jwks_uri, { headers: { accept: 'application/json' } });
  const parsed = keySet.safeParse(parseJson(answer.text));
  if (answer.status !== 200 || !parsed.success) throw protocolError('malformed keys', { status: answer.status });
  return parsed.data as JSONWebKeySet;
}
