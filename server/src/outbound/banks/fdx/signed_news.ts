// Whether a bank signed a notification: a JWT by a key of its own, made for our address a moment ago, about this very body.
import { createHash } from 'node:crypto';
import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from 'jose';
import type { SignedNews } from '#domain/connections/bank_news.ts';
import type { Clock } from '#kernel/clock.ts';
import type { Signer, WithBankKeys } from './bank_keys.ts';

const ALGORITHMS = ['ES256', 'PS256', 'EdDSA'];
const TOKEN_MAX = 8_192;
const LIVES_S_MAX = 300;
const TOLERANCE_S = 30;

export type NewsVerifier = (signer: Signer, news: SignedNews) => Promise<boolean>;

/**
 * Its `jti` needs no list: the token is bound to one body, and a body's notification is acted on once. Throws BankError where the keys
 * cannot be read.
 */
export function createNewsVerifier({ withKeys, clock }: { withKeys: WithBankKeys; clock: Clock }): NewsVerifier {
  return async (signer, news) => {
    const token = /^Bearer ([\w.-]+)$/i.exec(news.authorization?.trim() ?? '')?.[1];
    if (token === undefined || token.length > TOKEN_MAX) return false;
    try {
      return await withKeys(signer, (keys) => verify(token, keys, signer, news, clock.now()));
    } catch (error) {
      if (error instanceof errors.JOSEError) return false;
      throw error;
    }
  };
}

async function verify(
  token: string,
  keys: JSONWebKeySet,
  { issuer }: Signer,
  { body, callback_url }: SignedNews,
  now: Date,
): Promise<boolean> {
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
}
