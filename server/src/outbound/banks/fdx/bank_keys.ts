// The keys that banks sign with, remembered for a while, and read anew where a signature names one that is not among them.
import { errors, type JSONWebKeySet } from 'jose';
import { z } from 'zod';
import { type Clock, MINUTE_MS, SECOND_MS } from '#kernel/clock.ts';
import { createCache } from '../cache.ts';
import { type BankFetch, protocolError } from '../http.ts';
import { parseJson } from '../json.ts';

const ISSUERS_MAX = 256;
const KEYS_LIVE_MS = 10 * MINUTE_MS;
/** A bank that changes its keys is asked anew, though not by everybody who makes up a key's name. */
const KEYS_REST_MS = 30 * SECOND_MS;

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) });

/** Where a bank's keys are, by its OAuth metadata. */
export interface Signer {
  http: BankFetch;
  issuer: string;
  jwks_uri: string;
}

interface Keys {
  set: JSONWebKeySet;
  /** Unix milliseconds. */
  read_at: number;
}

/** Verifies with the signer's keys. Throws what `verify` throws, and BankError where the keys cannot be read. */
export type WithBankKeys = <T>(signer: Signer, verify: (keys: JSONWebKeySet) => Promise<T>) => Promise<T>;

export function createBankKeys({ clock }: { clock: Clock }): WithBankKeys {
  const cache = createCache<Keys>({ max_entries: ISSUERS_MAX, clock });
  const keysOf = (signer: Signer) =>
    cache.get(signer.jwks_uri, async () => ({
      value: { set: await readKeys(signer), read_at: clock.now().getTime() },
      lives_ms: KEYS_LIVE_MS,
    }));
  return async (signer, verify) => {
    const known = await keysOf(signer);
    try {
      return await verify(known.set);
    } catch (error) {
      const rested = known.read_at + KEYS_REST_MS <= clock.now().getTime();
      if (!(error instanceof errors.JWKSNoMatchingKey) || !rested) throw error;
    }
    cache.forget(signer.jwks_uri);
    return await verify((await keysOf(signer)).set);
  };
}

async function readKeys({ http, jwks_uri }: Signer): Promise<JSONWebKeySet> {
  const answer = await http(jwks_uri, { headers: { accept: 'application/json' } });
  const parsed = keySet.safeParse(parseJson(answer.text));
  if (answer.status !== 200 || !parsed.success) throw protocolError('malformed keys', { status: answer.status });
  return parsed.data as JSONWebKeySet;
}
