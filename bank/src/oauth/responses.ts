// What the bank changes about oidc-provider's requests and answers: no kept sign-ins, the consent's id, silence where a plain bank is silent.
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Institution } from '#data/institutions.ts';
import { hashed } from '#oauth/adapter.ts';
import { consentById, endConsent, restartShortEnd } from '#store/consents.ts';
import { noteIssue, refreshLife } from '#store/token_life.ts';
import type { World } from '#world.ts';

type Next = () => Promise<void>;

interface PlainContext {
  path: string;
  req: { headers: { cookie?: string } };
}

/**
 * Hides an earlier sign-in from the authorization endpoint: at a bank everyone signs in each time, and another person in the
 * same browser must not meet the first one's session.
 */
export async function withoutSession(ctx: PlainContext, next: Next): Promise<void> {
  const { cookie } = ctx.req.headers;
  if (cookie && /^\/auth(\/|$)/i.test(ctx.path)) {
    const others = cookie.split(/;\s*/).filter((pair) => !/^_session(\.sig)?=/.test(pair));
    ctx.req.headers.cookie = others.join('; ');
  }
  await next();
}

/** A bank without OpenID Connect has no discovery, and says nothing of itself when it sends a customer back. */
export async function withoutOpenId(ctx: KoaContextWithOIDC, next: Next): Promise<void> {
  if (ctx.path.startsWith('/.well-known/') || ctx.path === '/jwks') {
    ctx.status = 404;
    return;
  }
  await next();
  const location = ctx.response.get('location');
  if (!URL.canParse(location)) return;
  const target = new URL(location);
  target.searchParams.delete('iss');
  ctx.set('location', target.href);
}

/**
 * Adds `grant_id`, FDX's consent id, and the life of the refresh token to a token response, and starts a "shortly after" once
 * the client has its tokens.
 */
export async function withGrant(
  world: World,
  { refresh_tokens }: Institution,
  ctx: KoaContextWithOIDC,
  next: Next,
): Promise<void> {
  await next();
  if (ctx.oidc?.route !== 'token' || ctx.status !== 200) return;
  const { AccessToken, AuthorizationCode } = ctx.oidc.entities;
  const grantId = AccessToken?.grantId;
  if (!grantId) return;
  if (AuthorizationCode) restartShortEnd(world.store, grantId);
  const body = ctx.body as Record<string, unknown>;
  body.grant_id = grantId;
  const consent = consentById(world.store, grantId);
  if (!consent) return;
  noteIssue(world.store, consent);
  const life = refresh_tokens.life_told && body.refresh_token ? refreshLife(world.store, consent) : null;
  if (life !== null) body.refresh_token_expires_in = life;
}

/** How a consent ended, as some banks put it into the refusal of a refresh. */
const END_WORDS = { EXPIRED: 'The consent has run out.', REVOKED: 'The consent was taken back.' } as const;

/** Says in words how the consent behind a dead refresh token ended; OAuth itself has one code for all of it. */
export async function withEnd(world: World, { slug }: Institution, ctx: KoaContextWithOIDC, next: Next): Promise<void> {
  await next();
  const token = ctx.oidc?.route === 'token' && ctx.status === 400 ? ctx.oidc.params?.refresh_token : undefined;
  if (typeof token !== 'string') return;
  const sql = 'SELECT consent_id FROM dead_tokens WHERE slug = ? AND token_hash = ?';
  const dead = world.store.get<{ consent_id: string }>(sql, slug, hashed(token));
  const consent = dead && consentById(world.store, dead.consent_id);
  if (!consent || consent.status === 'ACTIVE') return;
  ctx.body = { error: 'invalid_grant', error_description: END_WORDS[consent.status] };
}

/** Writes down who ended a grant inside the protocol: the client (revocation), or the bank (a code or token used twice). */
export function recordRevocation(world: World, ctx: KoaContextWithOIDC, grantId: string): void {
  const consent = consentById(world.store, grantId);
  if (consent?.status !== 'ACTIVE') return;
  const initiator = ctx.oidc.route === 'revocation' ? 'DATA_RECIPIENT' : 'DATA_PROVIDER';
  endConsent(world.store, consent, { status: 'REVOKED', reason: 'BUSINESS_RULE', initiator });
}
