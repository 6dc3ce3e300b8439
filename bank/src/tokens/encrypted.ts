// What only its recipient can read: encrypted to the key that the client publishes for it.
import { CompactEncrypt, importJWK, type JWK } from 'jose';
import type { World } from '#world.ts';

const FETCH_TIMEOUT_MS = 5_000;
/** The largest key set that is read. */
const MAX_JWKS_CHARACTERS = 64 * 1024;

/** By the kind of a key that names no algorithm of its own. */
const USUAL_ALGORITHM: Readonly<Record<string, string>> = {
  EC: 'ECDH-ES+A256KW',
  OKP: 'ECDH-ES+A256KW',
  RSA: 'RSA-OAEP-256',
};

/** A nested JWT for the client (JWE around `signed`), or null where it publishes no usable key at this moment. */
export async function encryptFor(world: World, client_id: string, signed: string): Promise<string | null> {
  const uri = world.clients.find((client) => client.client_id === client_id)?.jwks_uri?.();
  try {
    const key = uri === undefined ? undefined : (await keysAt(uri)).find(({ use }) => use === 'enc');
    const alg = key && (key.alg ?? USUAL_ALGORITHM[key.kty ?? '']);
    if (!key || !alg) return null;
    return await new CompactEncrypt(new TextEncoder().encode(signed))
      .setProtectedHeader({ alg, enc: 'A256GCM', cty: 'JWT', ...(key.kid ? { kid: key.kid } : {}) })
      .encrypt(await importJWK(key, alg));
  } catch (error) {
    world.log({ event: 'client.key_unusable', client_id, message: (error as Error).message });
    return null;
  }
}

async function keysAt(uri: string): Promise<JWK[]> {
  const response = await fetch(uri, { redirect: 'error', signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
  const text = await response.text();
  if (!response.ok || text.length > MAX_JWKS_CHARACTERS) throw new Error('The key set of the client cannot be read.');
  const { keys } = JSON.parse(text) as { keys?: JWK[] };
  return Array.isArray(keys) ? keys : [];
}
