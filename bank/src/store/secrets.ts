// Secrets the bank makes once and keeps: what signs its ID tokens and its cookies must survive a restart.
import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { Store } from '#store/database.ts';

/** A private JSON Web Key as oidc-provider takes it. */
export type SigningKey = Record<string, string>;

function kept(store: Store, name: string): string | undefined {
  return store.get<{ value: string }>('SELECT value FROM secrets WHERE name = ?', name)?.value;
}

function keep(store: Store, name: string, value: string): string {
  store.run('INSERT INTO secrets (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING', name, value);
  return kept(store, name) ?? value;
}

/** The keys that sign cookies. */
export function cookieKeys(store: Store): string[] {
  return [kept(store, 'cookie_key') ?? keep(store, 'cookie_key', randomBytes(32).toString('base64url'))];
}

/** The key that signs ID tokens: ES256, one for the whole bank. */
export async function signingKey(store: Store): Promise<SigningKey> {
  const known = kept(store, 'signing_key');
  if (known) return JSON.parse(known);
  const { privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
  const jwk = {
    ...privateKey.export({ format: 'jwk' }),
    use: 'sig',
    alg: 'ES256',
    kid: randomBytes(9).toString('base64url'),
  };
  return JSON.parse(keep(store, 'signing_key', JSON.stringify(jwk)));
}

/** What the nonces of DPoP proofs are made from: 32 bytes. */
export function nonceSecret(store: Store): Buffer {
  const name = 'dpop_nonce';
  return Buffer.from(kept(store, name) ?? keep(store, name, randomBytes(32).toString('base64url')), 'base64url');
}
