// Turns what openid-client throws into a BankError, without tokens, bodies or descriptions.
import { ResponseBodyError, WWWAuthenticateChallengeError } from 'openid-client';
import { BankError, type BankErrorKind } from '#domain/connections/bank.ts';
import { lookup } from '#kernel/lookup.ts';
import { protocolError } from '../http.ts';

const MAX_CAUSES = 5;

/** RFC 6749 section 5.2. `invalid_grant` never says why; the consent record does. */
const KIND_BY_ERROR: Readonly<Record<string, BankErrorKind>> = {
  invalid_grant: 'credential_rejected',
  invalid_client: 'client_rejected',
  unauthorized_client: 'client_rejected',
  // RFC 9470, and OpenID Connect's words for the same.
  insufficient_user_authentication: 'reauthentication_required',
  login_required: 'reauthentication_required',
  interaction_required: 'reauthentication_required',
  temporarily_unavailable: 'institution_unavailable',
  server_error: 'institution_unavailable',
};

/** `error_description` values of one bank that tell how a grant ended. */
export interface Words {
  denied: readonly string[];
  expired: readonly string[];
}

/** The BankError for a failure of discovery, of a token request or of an authorization response. Our own bugs pass unchanged. */
export function oauthProblem(error: unknown, words?: Words): unknown {
  let cause = error;
  for (let depth = 0; depth < MAX_CAUSES && cause instanceof Error; depth++) {
    if (cause instanceof BankError) return cause;
    cause = cause.cause;
  }
  if (error instanceof ResponseBodyError) {
    const told = words && toldBy(error.error_description ?? '', words);
    const code = error.error.slice(0, 64);
    const upstream = { status: error.status, code, interaction_id: null, ...(told && { told }) };
    return new BankError(kindOf(error), upstream);
  }
  // At the token endpoint a challenge is always about the client's own authentication.
  if (error instanceof WWWAuthenticateChallengeError) {
    return new BankError('client_rejected', { status: error.status, code: null, interaction_id: null });
  }
  return protocolError(codeOf(error) ?? 'an answer that OAuth does not know');
}

// A server that is failing is no witness against a link, whatever error it names.
function kindOf({ error, status }: ResponseBodyError): BankErrorKind {
  const byError = lookup(KIND_BY_ERROR, error);
  if (status >= 500) return byError === 'client_rejected' ? byError : 'institution_unavailable';
  return byError ?? (status === 429 ? 'rate_limited' : 'protocol');
}

function toldBy(description: string, { denied, expired }: Words): 'denied' | 'expired' | null {
  if (expired.includes(description)) return 'expired';
  return denied.includes(description) ? 'denied' : null;
}

function codeOf(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' ? code : null;
}
