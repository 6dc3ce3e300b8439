// Where the master key is: the three verbs of a key service, and the one that holds its key in memory.
import { createHash } from 'node:crypto';
import type { Random } from './id.ts';
import { CannotOpen, decrypt, encrypt, KEY_BYTES } from './seal.ts';

/** A key as it may be written down: only the master key's keeper can read it. */
export interface WrappedKey {
  master: string;
  wrapped: Uint8Array;
}

/**
 * GenerateDataKey, Decrypt and ReEncrypt of AWS KMS, and what others have in their place. Asynchronous, because a key service is
 * a network away: it is asked at the start and when keys are rotated, never inside a transaction. Throws CannotOpen for a key
 * that it cannot unwrap.
 */
export interface KeyPort {
  /** The master key that new keys are wrapped with. */
  readonly master: string;
  generateDataKey(): Promise<WrappedKey & { plain: Uint8Array }>;
  decrypt(key: WrappedKey): Promise<Uint8Array>;
  /** The same key, wrapped with the master key in use. */
  reEncrypt(key: WrappedKey): Promise<WrappedKey>;
}

/** Master keys of 32 bytes: the first wraps, the others are former ones. */
export function localKeyPort(keys: readonly [Uint8Array, ...Uint8Array[]], random: Random): KeyPort {
  const masters = new Map(keys.map((key) => [masterOf(key), key]));
  const master = masterOf(keys[0]);
  const wrap = (plain: Uint8Array) => ({ master, wrapped: encrypt(keys[0], plain, contextOf(master), random) });
  const unwrap = (key: WrappedKey) => {
    const found = masters.get(key.master);
    if (found === undefined) throw new CannotOpen(`wrapped with the master key ${key.master}, which is not here`);
    return decrypt(found, key.wrapped, contextOf(key.master));
  };
  return {
    master,
    async generateDataKey() {
      const plain = random(KEY_BYTES);
      return { plain, ...wrap(plain) };
    },
    decrypt: async (key) => unwrap(key),
    async reEncrypt(key) {
      const plain = unwrap(key);
      const again = wrap(plain);
      plain.fill(0);
      return again;
    },
  };
}

function contextOf(master: string): Uint8Array {
  return Buffer.from(`wrapping-key|${master}`);
}

/** Names a key without telling anything of its 256 bits. */
function masterOf(key: Uint8Array): string {
  return `local:${createHash('sha256').update('relink master key').update(key).digest('hex').slice(0, 16)}`;
}
