// A sandbox bank at an address, and keys of ours that no database keeps, for tests of connectors.
import { generateKeyPairSync } from 'node:crypto';
import type { ClientKey, KeyPurpose } from '#domain/connections/client_keys.ts';
import { type Egress, openEgress } from '../../egress/egress.ts';
import type { ClientKeys } from '../client_keys.ts';
import type { SandboxBank } from '../line.ts';

export const CLIENT_SECRET = 'a secret: with +signs&';
export const CONTROL_TOKEN = 'control-token-of-this-test';

/** The sandbox's way out; `send` makes the calls in the end. */
export function sandboxEgress(send: typeof fetch = fetch): Egress {
  return openEgress({ sandbox: true, allowed: [], fetch: send });
}

/** `more`: what the test knows better. */
export function sandboxAt(url: string, more: Partial<SandboxBank> = {}): SandboxBank {
  return {
    url,
    tls_url: url,
    control_token: CONTROL_TOKEN,
    client_secret: CLIENT_SECRET,
    tls: () => Promise.reject(new Error('this bank has no certificates')),
    ...more,
  };
}

/** Keys of this process; what it has under a kid can be replaced. */
export function keysInMemory(): ClientKeys & { rotate(purpose: KeyPurpose): void; jwks(): object } {
  const all: ClientKey[] = [];
  const make = (purpose: KeyPurpose) => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const exported = {
      public_key: publicKey.export({ format: 'jwk' }),
      private_key: privateKey.export({ format: 'jwk' }),
    };
    all.unshift({ kid: `${purpose}-${all.length}`, purpose, ...exported });
  };
  for (const purpose of ['signing', 'dpop', 'encryption'] as const) make(purpose);
  return {
    current: async (purpose) => all.find((key) => key.purpose === purpose)!,
    byId: async (kid) => all.find((key) => key.kid === kid) ?? null,
    rotate: make,
    jwks: () => ({
      keys: all
        .filter(({ purpose }) => purpose !== 'dpop')
        .map(({ kid, purpose, public_key }) => {
          const how = purpose === 'signing' ? { use: 'sig', alg: 'ES256' } : { use: 'enc', alg: 'ECDH-ES+A256KW' };
          return { ...public_key, kid, ...how };
        }),
    }),
  };
}
