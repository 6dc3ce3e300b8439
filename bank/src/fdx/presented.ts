// What a request shows to prove that it may read: a token, and that whoever sends it is whom the token was given to.
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Context } from 'hono';
import { calculateJwkThumbprint, EmbeddedJWK, errors, type JWTPayload, jwtVerify } from 'jose';
import type { Institution } from '#data/institutions.ts';
import { FdxError } from '#fdx/errors.ts';
import { isNonce, nonceNow } from '#fdx/nonces.ts';
import { ALGORITHMS } from '#oauth/security.ts';
import { certificateOf } from '#tls/peer.ts';
import type { World } from '#world.ts';

/** How far from now a proof may have been made, and how long it is remembered, in seconds. */
const PROOF_SECONDS = 300;

/** What a token says of its sender: the thumbprint of his key, or of his certificate. */
export interface Bound {
  clientId?: string | undefined;
  jkt?: string | undefined;
  'x5t#S256'?: string | undefined;
}

/** The token of a request, in the scheme the institution asks for; undefined where there is none. */
export function presentedToken(institution: Institution, c: Context): string | undefined {
  const [, scheme, token] = /^(\w+) (\S+)$/.exec(c.req.header('authorization') ?? '') ?? [];
  return scheme?.toLowerCase() === schemeOf(institution).toLowerCase() ? token : undefined;
}

const schemeOf = ({ security }: Institution): string => (security.sender_constraint === 'dpop' ? 'DPoP' : 'Bearer');

/** The challenge that a refused request is answered with. */
export function challenge(institution: Institution, error: string, description?: string): Record<string, string> {
  const scheme = schemeOf(institution);
  const parts = [`error="${error}"`];
  if (description) parts.push(`error_description="${description}"`);
  if (scheme === 'DPoP') parts.push(`algs="${ALGORITHMS.join(' ')}"`);
  return { 'www-authenticate': `${scheme} ${parts.join(', ')}` };
}

/**
 * Holds the sender of a request against what his token is bound to.
 * @throws FdxError 603 with the challenge that says what is missing
 */
export async function checkSender(
  world: World,
  institution: Institution,
  c: Context,
  token: string,
  bound: Bound,
): Promise<void> {
  const { sender_constraint } = institution.security;
  if (sender_constraint === 'mtls') checkCertificate(institution, c, bound);
  if (sender_constraint === 'dpop') await checkProof(world, institution, c, token, bound);
}

function checkCertificate(institution: Institution, c: Context, bound: Bound): void {
  const certificate = certificateOf((c.env as { incoming: IncomingMessage }).incoming.socket);
  const shown = certificate && createHash('sha256').update(certificate.raw).digest('base64url');
  if (shown === undefined || shown !== bound['x5t#S256']) throw refused(institution, 'invalid_token');
}

function refused(institution: Institution, error: string, headers: Record<string, string> = {}): FdxError {
  return new FdxError('603', { ...challenge(institution, error), ...headers });
}

async function checkProof(
  world: World,
  institution: Institution,
  c: Context,
  token: string,
  bound: Bound,
): Promise<void> {
  const { payload, thumbprint } = await readProof(institution, c);
  if (!isAbout(world, c, payload, token)) throw refused(institution, 'invalid_dpop_proof');
  const next = nonceNow(world.store);
  if (!isNonce(world.store, payload.nonce)) throw refused(institution, 'use_dpop_nonce', { 'dpop-nonce': next });
  if (payload.nonce !== next) c.header('dpop-nonce', next);
  if (thumbprint !== bound.jkt) throw refused(institution, 'invalid_token');
  const expiry = Math.floor(Date.now() / 1_000) + 2 * PROOF_SECONDS;
  const replays = world.providers(institution.slug)!.ReplayDetection;
  if (!(await replays.unique(`resources ${bound.clientId}`, String(payload.jti), expiry))) {
    throw refused(institution, 'invalid_dpop_proof');
  }
}

async function readProof(institution: Institution, c: Context): Promise<{ payload: JWTPayload; thumbprint: string }> {
  const proof = c.req.header('dpop');
  if (proof === undefined) throw refused(institution, 'invalid_dpop_proof');
  try {
    const options = { typ: 'dpop+jwt', algorithms: [...ALGORITHMS] };
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, options);
    return { payload, thumbprint: await calculateJwkThumbprint(protectedHeader.jwk!) };
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError)
      throw refused(institution, 'invalid_dpop_proof');
    throw error;
  }
}

/** Whether a proof was made now, for this very request and this token. */
function isAbout(world: World, c: Context, payload: JWTPayload, token: string): boolean {
  const { htm, htu, ath, iat, jti } = payload;
  const age = typeof iat === 'number' ? Math.abs(Date.now() / 1_000 - iat) : Number.POSITIVE_INFINITY;
  const target = typeof htu === 'string' && URL.canParse(htu) ? new URL(htu) : null;
  return (
    htm === c.req.method &&
    target !== null &&
    target.origin === world.origin &&
    target.pathname === new URL(c.req.url).pathname &&
    ath === createHash('sha256').update(token).digest('base64url') &&
    typeof jti === 'string' &&
    jti !== '' &&
    age <= PROOF_SECONDS
  );
}
