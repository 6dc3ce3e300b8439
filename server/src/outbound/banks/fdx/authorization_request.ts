// What an authorization request asks an FDX bank for, and how it gets there: carried by the customer, or pushed by us before he goes.
import { buildAuthorizationUrl, buildAuthorizationUrlWithPAR, calculatePKCECodeChallenge } from 'openid-client';
import type { VisitRequest } from '#domain/connections/bank.ts';
import { after, SECOND_MS } from '#kernel/clock.ts';
import { wordsFor } from '../protocol.ts';
import type { Branch, Issuer, Proof } from './issuer.ts';
import { oauthProblem } from './oauth_problem.ts';

/** A pushed request is good for a minute at the strictest banks; the customer still has to get there. */
const PUSHED_LIVES_MS = 45 * SECOND_MS;
/** Two years: what Stripe's transactions reach back to. */
const LOOKBACK_DAYS = 730;

/** What only the return to us needs. */
export interface Notes {
  redirect_uri: string;
  state: string;
  nonce: string | null;
  verifier: string;
}

/** The address to send the customer to. `expires_at`: when it stops working; null where it does not. */
export async function authorizationAddress(
  branch: Branch,
  issuer: Issuer,
  request: VisitRequest,
  notes: Notes,
  proof: Proof | null,
  now: Date,
): Promise<{ url: string; expires_at: Date | null }> {
  const { security, scopes } = branch.protocol;
  const asked = {
    redirect_uri: notes.redirect_uri,
    scope: wordsFor(scopes, request.permissions).join(' '),
    state: notes.state,
    ...(notes.nonce !== null && { nonce: notes.nonce }),
    code_challenge: await calculatePKCECodeChallenge(notes.verifier),
    code_challenge_method: 'S256',
    prompt: 'consent',
    ui_locales: request.locale,
    ...(security.rar && { authorization_details: JSON.stringify([consentRequest(branch, request)]) }),
    ...hintsOf(branch, request),
  };
  if (!security.par) return { url: buildAuthorizationUrl(issuer.oauth, asked).href, expires_at: null };
  try {
    const url = await buildAuthorizationUrlWithPAR(issuer.oauth, asked, proof ?? {});
    return { url: url.href, expires_at: after(now, PUSHED_LIVES_MS) };
  } catch (error) {
    throw oauthProblem(error);
  }
}

/** FDX's `authorization_details`: for how long, how far back, and which data. */
function consentRequest({ institution, protocol }: Branch, { permissions }: VisitRequest): Record<string, unknown> {
  const { consent_days } = institution.policy;
  const duration =
    consent_days === null
      ? { durationType: 'PERSISTENT' }
      : { durationType: 'TIME_BOUND', durationPeriod: consent_days };
  const lookback = permissions.includes('transactions') ? { lookbackPeriod: LOOKBACK_DAYS } : {};
  const dataClusters = wordsFor(protocol.clusters, permissions);
  return {
    type: 'fdx_v1.0',
    consentRequest: { ...duration, ...lookback, resources: [{ resourceType: 'ACCOUNT', dataClusters }] },
  };
}

/** What a bank may be told of the customer beforehand. */
function hintsOf({ protocol }: Branch, request: VisitRequest): Record<string, string> {
  const { extensions } = protocol;
  const { bank_user, invented, bank_account, customer_time } = request;
  return {
    ...((!invented || extensions.includes('invented_person')) && { login_hint: bank_user }),
    ...(extensions.includes('account_hint') && bank_account && { account_hint: bank_account }),
    ...(extensions.includes('person_time') && customer_time && { person_time: customer_time.toISOString() }),
  };
}
