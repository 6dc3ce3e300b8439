// A grant at an FDX bank after the visit: which consent its tokens stand for, and the life of these tokens.
import { decodeJwt } from 'jose';
import { refreshTokenGrant, tokenRevocation } from 'openid-client';
import { z } from 'zod';
import type { Credential, Refreshed } from '#domain/connections/bank.ts';
import type { Clock } from '#kernel/clock.ts';
import { protocolError } from '../http.ts';
import { credentialOf, rejected, tokensOf } from './credential.ts';
import type { Branch, Issuer, Proof } from './issuer.ts';
import { oauthProblem } from './oauth_problem.ts';

export interface TokenAnswer {
  access_token: string;
  token_type?: string;
  grant_id?: unknown;
  fdxConsentId?: unknown;
}

/** A bank that promises to bind tokens to our key and does not has been tampered with. Throws BankError `protocol`. */
export function checkBound(answer: TokenAnswer, proof: Proof | null): void {
  if (proof !== null && answer.token_type !== 'dpop') throw protocolError('a token that is bound to nothing');
}

const consentId = z.string().min(1).max(256);

/** `grant_id` beside the tokens, else FDX's claim beside them or in the access token. Throws BankError `protocol` where there is none. */
export function consentIn(answer: TokenAnswer): string {
  for (const told of [answer.grant_id, answer.fdxConsentId, claimOf(answer.access_token)]) {
    const id = consentId.safeParse(told);
    if (id.success) return id.data;
  }
  throw protocolError('a token answer without a consent');
}

// The token came from the bank's own token endpoint, so its claims are the bank's word without a look at the signature.
function claimOf(token: string): unknown {
  try {
    return decodeJwt(token).fdxConsentId;
  } catch {
    return undefined;
  }
}

/** Asks once. Proofs are made with the key in use, which replaces the one that the old access token was bound to. */
export async function refresh(
  { branch, issuer }: { branch: Branch; issuer: Issuer },
  credential: Credential,
  clock: Clock,
): Promise<Refreshed> {
  const previous = tokensOf(credential);
  if (previous.refresh_token === null) throw rejected('the link has no refresh token');
  const proof = await issuer.proof(null);
  const asked = refreshTokenGrant(issuer.oauth, previous.refresh_token, undefined, proof ?? {});
  const answer = await asked.catch((error: unknown) => {
    throw oauthProblem(error, branch.protocol.grant_ended);
  });
  checkBound(answer, proof);
  const fresh = credentialOf(answer, {
    now: clock.now(),
    idle_days: branch.institution.policy.refresh_idle_days,
    dpop_kid: proof?.kid ?? null,
    previous,
  });
  return { credential: fresh, rotated: tokensOf(fresh).refresh_token !== previous.refresh_token };
}

/** Ends a grant by its refresh token (RFC 7009); one that is dead already is fine. False where the bank does not let tokens be ended. */
export async function revokeTokens({ oauth }: Issuer, credential: Credential): Promise<boolean> {
  if (oauth.serverMetadata().revocation_endpoint === undefined) return false;
  const { refresh_token, access_token } = tokensOf(credential);
  await tokenRevocation(oauth, refresh_token ?? access_token).catch((error: unknown) => {
    throw oauthProblem(error);
  });
  return true;
}
