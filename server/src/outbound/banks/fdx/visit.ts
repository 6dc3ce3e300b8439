// A visit to an FDX bank: the redirect there (authorization code, PKCE, state, nonce) and the way back.
import {
  AuthorizationResponseError,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { z } from 'zod';
import type { ConsentView, VisitFailure, VisitRequest, VisitStep } from '#domain/connections/bank.ts';
import type { Clock } from '#kernel/clock.ts';
import { lookup } from '#kernel/lookup.ts';
import { parseJson, protocolError } from '../http.ts';
import { type FdxProtocol, wordsFor } from '../protocol.ts';
import { failed } from '../visit.ts';
import { credentialOf } from './credential.ts';
import { oauthProblem } from './oauth_problem.ts';

/** Longer callbacks are nobody's: codes and states are short. */
const MAX_CALLBACK_LENGTH = 8192;

const visitSecret = z.object({
  v: z.literal(1),
  issuer: z.string(),
  redirect_uri: z.url(),
  state: z.string().min(1),
  nonce: z.string().min(1),
  verifier: z.string().min(1),
});

/** OAuth and OpenID Connect errors of the authorization response, plus `user_denied`, which one large bank sends instead. */
const FAILURE_BY_ERROR: Readonly<Record<string, VisitFailure['kind']>> = {
  access_denied: 'cancelled',
  user_denied: 'cancelled',
  temporarily_unavailable: 'institution_down',
  login_required: 'bank_refused',
  consent_required: 'bank_refused',
  interaction_required: 'bank_refused',
  account_selection_required: 'bank_refused',
  unmet_authentication_requirements: 'bank_refused',
};

export async function startRedirect(
  config: Configuration,
  protocol: FdxProtocol,
  request: VisitRequest,
): Promise<VisitStep> {
  const secret = {
    v: 1 as const,
    issuer: config.serverMetadata().issuer,
    redirect_uri: request.redirect_uri,
    state: randomState(),
    nonce: randomNonce(),
    verifier: randomPKCECodeVerifier(),
  };
  const url = buildAuthorizationUrl(config, {
    redirect_uri: request.redirect_uri,
    scope: wordsFor(protocol.scopes, request.permissions).join(' '),
    state: secret.state,
    nonce: secret.nonce,
    code_challenge: await calculatePKCECodeChallenge(secret.verifier),
    code_challenge_method: 'S256',
    prompt: 'consent',
    login_hint: request.bank_user,
    ui_locales: request.locale,
    ...extensionsOf(protocol, request),
  });
  return { type: 'redirect', url: url.href, oauth_state: secret.state, secret: JSON.stringify(secret) };
}

function extensionsOf(protocol: FdxProtocol, request: VisitRequest): Record<string, string> {
  const extensions: Record<string, string> = {};
  if (protocol.extensions.includes('account_hint') && request.bank_account) {
    extensions.account_hint = request.bank_account;
  }
  if (protocol.extensions.includes('person_time') && request.customer_time) {
    extensions.person_time = request.customer_time.toISOString();
  }
  return extensions;
}

export interface Return {
  config: Configuration;
  protocol: FdxProtocol;
  /** The institution's policy: the life of a refresh token that nobody uses. */
  idle_days: number | null;
  secret: string;
  callback: string;
  clock: Clock;
  /** The consent record of a fresh grant. */
  readConsent(consent: string): Promise<ConsentView>;
}

/** Checks the bank's answer, redeems the code and reads the new consent. Throws BankError. */
export async function finishRedirect(back: Return): Promise<VisitStep> {
  const secret = readSecret(back.secret);
  const answered = currentUrl(back, secret.redirect_uri);
  const metadata = back.config.serverMetadata();
  // A visit that began at another issuer does not end at this one, even if the institution's row was changed in between.
  if (secret.issuer !== metadata.issuer) throw protocolError('the visit began at another issuer');
  if (back.protocol.require_iss && !answered.searchParams.has('iss'))
    throw protocolError('an authorization response without iss');
  const tokens = await authorizationCodeGrant(back.config, answered, {
    expectedState: secret.state,
    expectedNonce: secret.nonce,
    pkceCodeVerifier: secret.verifier,
    idTokenExpected: true,
  }).catch((error: unknown) => {
    if (error instanceof AuthorizationResponseError) return error;
    throw oauthProblem(error);
  });
  if (tokens instanceof AuthorizationResponseError) return refused(back.protocol, tokens);
  const consent = z.string().min(1).max(256).safeParse(tokens.grant_id);
  const claims = tokens.claims();
  if (!consent.success || !claims) throw protocolError('a token answer without grant_id or ID token');
  return {
    type: 'complete',
    credential: credentialOf(tokens, back.clock.now(), back.idle_days),
    consent: await back.readConsent(consent.data),
    bank_subject: claims.sub,
    bank_user: typeof claims.preferred_username === 'string' ? claims.preferred_username : null,
  };
}

function readSecret(text: string): z.infer<typeof visitSecret> {
  const parsed = visitSecret.safeParse(parseJson(text));
  if (!parsed.success) throw protocolError('an unreadable visit');
  return parsed.data;
}

// The address is rebuilt from the redirect URI we asked for, because behind a proxy the one we saw may differ in scheme or
// host. The path has to agree: one redirect URI per institution is the defence against a bank that answers for another.
function currentUrl(back: Return, redirectUri: string): URL {
  if (back.callback.length > MAX_CALLBACK_LENGTH || !URL.canParse(back.callback))
    throw protocolError('a malformed callback');
  const callback = new URL(back.callback);
  const answered = new URL(redirectUri);
  if (callback.pathname !== answered.pathname) throw protocolError('a callback to another address');
  answered.search = callback.search;
  return answered;
}

function refused(protocol: FdxProtocol, error: AuthorizationResponseError): VisitStep {
  const signIn = protocol.sign_in_failed.includes(error.error_description ?? '');
  return failed(signIn ? 'sign_in_failed' : (lookup(FAILURE_BY_ERROR, error.error) ?? 'other'));
}
