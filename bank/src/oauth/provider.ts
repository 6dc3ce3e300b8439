// One OAuth server per institution, built by oidc-provider, with the bank's consent record behind every grant.
import { type Configuration, errors, type Grant, type KoaContextWithOIDC, Provider } from 'oidc-provider';
import { type Institution, institutionOf } from '#data/institutions.ts';
import { adapterFor } from '#oauth/adapter.ts';
import { recordRevocation, withEnd, withGrant, withoutOpenId, withoutSession } from '#oauth/responses.ts';
import { scopesOf } from '#oauth/scopes.ts';
import { securityOf } from '#oauth/security.ts';
import { renderOauthError } from '#pages/oauth_error.ts';
import { consentById, noteRefresh } from '#store/consents.ts';
import { personBySubject } from '#store/people.ts';
import { cookieKeys, type SigningKey } from '#store/secrets.ts';
import { isIdle } from '#store/token_life.ts';
import type { World } from '#world.ts';

/** Seconds. FDX's security model allows access tokens 900 s at most. */
const TTL = { access_token: 900, code: 60, interaction: 1_800, session: 600, id_token: 600 };
/** The consent record ends a grant; the grant's own protocol life only must not end it first. Ten years, in seconds. */
const GRANT_TTL = 315_360_000;
const CLOCK_TOLERANCE_SECONDS = 5;

/** The institution's OAuth server, or undefined where it has none. Made at first use. */
export type Providers = (slug: string) => Provider | undefined;

/** @param world the bank; its `origin` must be known when the first provider is asked for */
export function createProviders(world: () => World, key: SigningKey): Providers {
  const made = new Map<string, Provider>();
  return (slug) => {
    const known = made.get(slug);
    if (known) return known;
    const institution = institutionOf(slug);
    if (institution?.sign_in !== 'oauth') return undefined;
    const provider = build(world(), institution, key);
    made.set(slug, provider);
    return provider;
  };
}

function build(world: World, institution: Institution, key: SigningKey): Provider {
  const provider = new Provider(`${world.origin}/${institution.slug}`, configurationOf(world, institution, key));
  // Whoever ends TLS before us says so in `X-Forwarded-Proto`, else the addresses that we tell would begin with http.
  provider.proxy = world.origin.startsWith('https:');
  provider.use(withoutSession);
  if (!institution.security.openid) provider.use((ctx, next) => withoutOpenId(ctx as KoaContextWithOIDC, next));
  if (institution.security.ends_told) {
    provider.use((ctx, next) => withEnd(world, institution, ctx as KoaContextWithOIDC, next));
  }
  provider.use((ctx, next) => withGrant(world, institution, ctx as KoaContextWithOIDC, next));
  provider.on('grant.revoked', (ctx, grantId) => recordRevocation(world, ctx, grantId));
  provider.on('server_error', (_ctx, error) => world.log({ event: 'oauth.server_error', message: error.message }));
  return provider;
}

function configurationOf(world: World, institution: Institution, key: SigningKey): Configuration {
  const { slug } = institution;
  const security = securityOf(world, institution);
  return {
    ...security,
    adapter: adapterFor(world.store, institution, world.clients),
    jwks: { keys: [{ ...key }] },
    cookies: { keys: cookieKeys(world.store) },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    clientBasedCORS: () => false,
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    scopes: scopesOf(institution),
    responseTypes: ['code'],
    pkce: { required: () => true },
    extraParams: { account_hint: institution.security.rar ? requireDetails : null, person_time: checkPersonTime },
    claims: { openid: ['sub', 'preferred_username'] },
    conformIdTokenClaims: false,
    fetch: fetchKeys,
    features: {
      ...security.features,
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
    ttl: {
      AccessToken: TTL.access_token,
      AuthorizationCode: TTL.code,
      ClientCredentials: TTL.access_token,
      Grant: GRANT_TTL,
      IdToken: TTL.id_token,
      Interaction: TTL.interaction,
      RefreshToken: GRANT_TTL,
      Session: TTL.session,
    },
    issueRefreshToken: (_ctx, _client, code) => !institution.security.openid || code.scopes.has('offline_access'),
    // A client that gives back any of its tokens has given up the consent: a consent without tokens would be a riddle.
    revokeGrantPolicy: () => true,
    expiresWithSession: () => false,
    interactions: { url: (_ctx, interaction) => `/${slug}/interaction/${interaction.uid}` },
    loadExistingGrant: grantJustGiven,
    findAccount: (_ctx, subject, token) => accountOf(world, subject, token),
    renderError: (ctx, out) => renderOauthError(world, institution, ctx, out),
  };
}

/**
 * Every authorization is a fresh grant, so a fresh consent; an earlier one is never silently used again. A customer whose grant has
 * ended while he was being sent back (a newer one may have taken its place) is not asked a second time: he has answered.
 */
async function grantJustGiven(ctx: KoaContextWithOIDC): Promise<Grant | undefined> {
  const grantId = ctx.oidc.result?.consent?.grantId;
  if (!grantId) return undefined;
  const grant = await ctx.oidc.provider.Grant.find(grantId);
  if (!grant) throw new errors.AccessDenied('the consent has ended already');
  return grant;
}

/**
 * The person behind a subject. A token whose consent has ended finds nobody, which makes a refresh `invalid_grant`. A code is
 * let through: its consent may be one that ends "shortly after".
 */
function accountOf(world: World, subject: string, token: unknown) {
  const person = personBySubject(world.store, subject);
  if (!person) return undefined;
  const source = token as { kind?: string; grantId?: string } | undefined;
  if (source?.kind === 'RefreshToken' && source.grantId !== undefined) {
    const consent = consentById(world.store, source.grantId);
    if (!consent || noteRefresh(world.store, consent).status !== 'ACTIVE' || isIdle(world.store, consent))
      return undefined;
  }
  return { accountId: subject, claims: () => ({ sub: subject, preferred_username: person.user }) };
}

/** Asked at every request, with and without a hint: the one place where a bank may say what a request has to have. */
function requireDetails(ctx: KoaContextWithOIDC): void {
  if (ctx.oidc.params?.authorization_details) return;
  throw new errors.InvalidRequest('authorization_details are missing');
}

/** `person_time`, a sandbox extension: the time it is for the person who signs in. */
function checkPersonTime(_ctx: unknown, value: string | undefined): void {
  if (value !== undefined && Number.isNaN(Date.parse(value))) {
    throw new errors.InvalidRequest('person_time has to be an RFC 3339 time');
  }
}

/**
 * Fetches a client's keys. oidc-provider would not go to loopback, because its clients may name any address themselves; here
 * addresses are the operator's own words, and the client usually runs beside the bank.
 */
function fetchKeys(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  return fetch(input, { ...init, dispatcher: undefined } as RequestInit);
}
