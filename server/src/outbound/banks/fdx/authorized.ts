// The one way in which requests for resources prove their right: a token borne, bound to a key of ours, or bound to our certificate.
import { fetchProtectedResource, WWWAuthenticateChallengeError } from 'openid-client';
import { BankError } from '#domain/connections/bank.ts';
import type { Clock } from '#kernel/clock.ts';
import type { BankAnswer, BankFetch } from '../http.ts';
import type { BoundToken, Branch, Issuers } from './issuer.ts';
import { oauthProblem } from './oauth_problem.ts';
import { problemOf } from './problem.ts';

/** Whether the customer is there. Banks count what is asked without him, and some allow less of it. */
export type Actor = 'user' | 'batch';

/** A fetch with the customer's token. */
export function withToken(issuers: Issuers, branch: Branch, actor: Actor, token: BoundToken): BankFetch {
  return async (url, init = {}) => {
    const issuer = await issuers.open(branch, false);
    const proof = await issuer.proof(token.dpop_kid);
    const headers = new Headers(init.headers);
    for (const [name, value] of Object.entries(branch.protocol.headers)) headers.set(name, value);
    headers.set('fdx-api-actor-type', actor.toUpperCase());
    const body = typeof init.body === 'string' ? init.body : undefined;
    const asked = fetchProtectedResource(
      issuer.resources,
      token.access_token,
      new URL(url),
      init.method ?? 'GET',
      body,
      headers,
      proof ?? {},
    );
    return await answerOf(await asked.catch(refusalOf));
  };
}

/** A fetch with the platform's own token, which is replaced once when the bank refuses it. */
export function withPlatformToken(issuers: Issuers, branch: Branch, clock: Clock): BankFetch {
  const ask = async (renew: boolean, ...request: Parameters<BankFetch>) =>
    await withToken(issuers, branch, 'batch', await issuers.platformToken(branch, renew))(...request);
  return async (...request) => {
    const first = await ask(false, ...request);
    if (first.status !== 401) return first;
    const second = await ask(true, ...request);
    if (second.status !== 401) return second;
    // Here the credential is our own: a refusal says nothing about the customer's link.
    throw new BankError('client_rejected', problemOf(second, clock.now()).upstream);
  };
}

/** A refusal with a challenge is thrown by the library, one without is returned. */
function refusalOf(error: unknown): Response {
  if (error instanceof WWWAuthenticateChallengeError) return error.response;
  throw oauthProblem(error);
}

async function answerOf(response: Response): Promise<BankAnswer> {
  return { status: response.status, headers: response.headers, text: await response.text() };
}
