// What the bank signs with its own key, which stands in its `jwks`: anyone can tell that it is the bank's word.
import { importJWK, type JWTPayload, SignJWT } from 'jose';
import { signingKey } from '#store/secrets.ts';
import type { World } from '#world.ts';

export interface Signed {
  claims: JWTPayload;
  /** For whom it is. */
  audience: string;
  /** Seconds for which it is good. */
  life: number;
}

/** A JWT of the bank's (ES256). Its issuer is that of the bank's OAuth server. */
export async function signedByBank(world: World, slug: string, { claims, audience, life }: Signed): Promise<string> {
  const key = await signingKey(world.store);
  const issued = world.now();
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', kid: key.kid!, typ: 'JWT' })
    .setIssuer(`${world.origin}/${slug}`)
    .setAudience(audience)
    .setIssuedAt(issued)
    .setExpirationTime(new Date(issued.getTime() + life * 1000))
    .sign(await importJWK(key, 'ES256'));
}
