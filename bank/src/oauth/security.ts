// How an institution's OAuth server protects itself: its security profile in oidc-provider's words.
import type { Configuration } from 'oidc-provider';
import type { Institution } from '#data/institutions.ts';
import { CONSENT_REQUEST, checkConsentRequest, grantedDetails } from '#oauth/consent_request.ts';
import { scopesOf } from '#oauth/scopes.ts';
import { consentById } from '#store/consents.ts';
import { nonceSecret } from '#store/secrets.ts';
import { isIdle } from '#store/token_life.ts';
import { certificateOf, isSubject } from '#tls/peer.ts';
import type { World } from '#world.ts';

/** What a client may sign its assertions and its DPoP proofs with: FAPI 2.0 knows no other algorithms. */
export const ALGORITHMS = ['ES256', 'PS256', 'Ed25519'] as const;

type Features = NonNullable<Configuration['features']>;

/** The part of the configuration that the institution's security decides. */
export function securityOf(world: World, institution: Institution): Configuration {
  const { security, refresh_tokens } = institution;
  return {
    clientAuthMethods: [security.client_authentication],
    enabledJWA: { clientAuthSigningAlgValues: ALGORITHMS, dPoPSigningAlgValues: ALGORITHMS },
    rotateRefreshToken: refresh_tokens.rotation !== 'never',
    ...(security.sender_constraint === 'mtls' ? { discovery: mutualEndpoints(world, institution) } : {}),
    // The types know each combination of features by its literals; here they are values.
    features: {
      ...(security.profile === 'fapi2' ? { fapi: { enabled: true, profile: '2.0' } } : {}),
      pushedAuthorizationRequests: { enabled: security.par, requirePushedAuthorizationRequests: security.par },
      dPoP: {
        enabled: security.sender_constraint === 'dpop',
        nonceSecret: nonceSecret(world.store),
        requireNonce: () => true,
      },
      mTLS: mutualTls(institution),
      introspection: {
        enabled: security.profile === 'fapi2',
        allowedPolicy: (_ctx, client, token) =>
          token.clientId === client.clientId && (token.kind === 'ClientCredentials' || isAlive(world, token)),
      },
      ...detailsOf(world, institution),
    } as Features,
  };
}

/** Where clients with a certificate find the endpoints that ask for it. */
function mutualEndpoints(world: World, { slug }: Institution): Record<string, unknown> {
  const base = `${world.tls_origin}/${slug}`;
  return {
    mtls_endpoint_aliases: {
      token_endpoint: `${base}/token`,
      pushed_authorization_request_endpoint: `${base}/request`,
      introspection_endpoint: `${base}/token/introspection`,
      revocation_endpoint: `${base}/token/revocation`,
    },
  };
}

function mutualTls({ security }: Institution): Features['mTLS'] {
  const enabled = security.sender_constraint === 'mtls';
  return {
    enabled,
    certificateBoundAccessTokens: enabled,
    tlsClientAuth: security.client_authentication === 'tls_client_auth',
    getCertificate: (ctx) => certificateOf(ctx.req.socket),
    certificateAuthorized: (ctx) => certificateOf(ctx.req.socket) !== undefined,
    certificateSubjectMatches: (ctx, _property, expected) => isSubject(certificateOf(ctx.req.socket), expected),
  };
}

/** A token counts as alive only as long as the consent behind it is. */
function isAlive(world: World, { kind, grantId }: { kind: string; grantId?: string }): boolean {
  const consent = grantId === undefined ? undefined : consentById(world.store, grantId);
  return consent?.status === 'ACTIVE' && !(kind === 'RefreshToken' && isIdle(world.store, consent));
}

/** `authorization_details`, and the one resource server that they are about: oidc-provider wants one to be named. */
function detailsOf(world: World, institution: Institution): Partial<Features> {
  if (!institution.security.rar) return {};
  const resource = resourceIdentifier(world, institution);
  const granted = (_ctx: unknown, token: object) =>
    'grantId' in token ? grantedDetails(world.store, String(token.grantId)) : undefined;
  return {
    resourceIndicators: {
      enabled: true,
      defaultResource: () => resource,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({ scope: scopesOf(institution).join(' '), audience: resource }),
    },
    richAuthorizationRequests: {
      enabled: true,
      types: {
        [CONSENT_REQUEST]: {
          validate: (ctx, detail) => checkConsentRequest(detail, String(ctx.oidc.params?.scope ?? '')),
        },
      },
      authorizationDetailsForGrantSource: granted,
      authorizationDetailsForAccessToken: granted,
      authorizationDetailsForIntrospection: granted,
    },
  };
}

/** The identifier of an institution's resources, where tokens name what they are for. */
export function resourceIdentifier(world: World, { slug }: Institution): string {
  return `${world.origin}/${slug}/fdx/v6`;
}
