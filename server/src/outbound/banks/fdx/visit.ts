// A visit to an FDX bank: the redirect there (authorization code, PKCE, state, nonce) and the way back.
import {
  AuthorizationResponseError,
  authorizationCodeGrant,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { z } from 'zod';
import type { ConsentView, Credential, VisitFailure, VisitRequest, VisitStep } from '#domain/connections/bank.ts';
import type { Clock } from '#kernel/clock.ts';
import { lookup } from '#kernel/lookup.ts';
import { protocolError } from '../http.ts';
import { parseJson } from '../json.ts';
import type { FdxProtocol } from '../protocol.ts';
import { failed } from '../visit.ts';
import { authorizationAddress } from './authorization_request.ts';
import { credentialOf, tokensOf } from './credential.ts';
import { checkBound, consentIn, revokeTokens, type TokenAnswer } from './grant.ts';
import type { BoundToken, Branch, Issuer } from './issuer.ts';
import { oauthProblem } from './oauth_problem.ts';
import { type Person, personInToken } from './person.ts';

/** Longer callbacks are nobody's: codes and states are short. */
const MAX_CALLBACK_LENGTH = 8192;

const visitSecret = z.object({
  v: z.literal(1),
  issuer: z.string(),
  redirect_uri: z.url(),
  state: z.string().min(1),
  /** None where there are no ID tokens. */
  nonce: z.string().min(1).nullable(),
  verifier: z.string().min(1),
  /** The key that the code is bound to. */
  dpop_kid: z.string().nullable().default(null),
});

/** OAuth and OpenID Connect errors of the authorization response; what a refusal is called, the bank's row says. */
const FAILURE_BY_ERROR: Readonly<Record<string, VisitFailure['kind']>> = {
  temporarily_unavailable: 'institution_down',
  login_required: 'bank_refused',
  consent_required: 'bank_refused',
  interaction_required: 'bank_refused',
  account_selection_required: 'bank_refused',
  unmet_authentication_requirements: 'bank_refused',
};

export async function startRedirect(
  branch: Branch,
  issuer: Issuer,
  request: VisitRequest,
  clock: Clock,
): Promise<VisitStep> {
  const proof = await issuer.proof(null);
  const notes = {
    v: 1 as const,
    issuer: issuer.oauth.serverMetadata().issuer,
    redirect_uri: request.redirect_uri,
    state: randomState(),
    nonce: branch.protocol.security.openid ? randomNonce() : null,
    verifier: randomPKCECodeVerifier(),
    dpop_kid: proof?.kid ?? null,
  };
  const address = await authorizationAddress(branch, issuer, request, notes, proof, clock.now());
  return { type: 'redirect', ...address, oauth_state: notes.state, secret: JSON.stringify(notes) };
}

export interface Return {
  branch: Branch;
  issuer: Issuer;
  secret: string;
  callback: string;
  clock: Clock;
  /** The consent record of a fresh grant. */
  readConsent(consent: string): Promise<ConsentView>;
  /** Who the customer is, where no ID token says it. */
  readPerson(token: BoundToken): Promise<Person>;
}

/** Checks the bank's answer, redeems the code and reads the new consent. Throws BankError. */
export async function finishRedirect(back: Return): Promise<VisitStep> {
  const { branch, issuer } = back;
  const { protocol, institution } = branch;
  const secret = readSecret(back.secret);
  const answered = currentUrl(back, secret.redirect_uri);
  // A visit that began at another issuer does not end at this one, even if the institution's row was changed in between.
  if (secret.issuer !== issuer.oauth.serverMetadata().issuer) throw protocolError('the visit began at another issuer');
  if (protocol.security.require_iss && !answered.searchParams.has('iss'))
    throw protocolError('an authorization response without iss');
  const proof = await issuer.proof(secret.dpop_kid);
  const checks = {
    expectedState: secret.state,
    pkceCodeVerifier: secret.verifier,
    idTokenExpected: protocol.security.openid,
    ...(secret.nonce !== null && { expectedNonce: secret.nonce }),
  };
  const asked = authorizationCodeGrant(issuer.oauth, answered, checks, undefined, proof ?? {});
  const tokens = await asked.catch((error: unknown) => {
    if (error instanceof AuthorizationResponseError) return error;
    throw oauthProblem(error);
  });
  if (tokens instanceof AuthorizationResponseError) return refused(protocol, tokens);
  const credential = credentialOf(tokens, {
    now: back.clock.now(),
    idle_days: institution.policy.refresh_idle_days,
    dpop_kid: proof?.kid ?? null,
  });
  try {
    checkBound(tokens, proof);
    return await completed(back, tokens, credential);
  } catch (error) {
    // Nobody else ever learns of these tokens. A bank of one grant may have answered with the one that is in use.
    if (institution.policy.grants === 'many') await revokeTokens(issuer, credential).catch(() => {});
    throw error;
  }
}

type Answer = Exclude<Awaited<ReturnType<typeof authorizationCodeGrant>>, Error>;

async function completed(back: Return, tokens: Answer, credential: Credential): Promise<VisitStep> {
  const { protocol, institution } = back.branch;
  const consent = institution.policy.consent_api ? consentIn(tokens as TokenAnswer) : null;
  const { openid } = protocol.security;
  const person = openid ? personInToken(tokens.claims()) : await back.readPerson(tokensOf(credential));
  return {
    type: 'complete',
    credential,
    consent: consent === null ? null : await back.readConsent(consent),
    ...person,
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

function refused(protocol: FdxProtocol, { error, error_description }: AuthorizationResponseError): VisitStep {
  if (protocol.sign_in_failed.includes(error_description ?? '')) return failed('sign_in_failed');
  if (protocol.refusals.includes(error)) return failed('cancelled');
  return failed(lookup(FAILURE_BY_ERROR, error) ?? 'other');
}
