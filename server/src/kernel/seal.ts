// Secrets that must be used again: AES-256-GCM with a fresh data key per record, wrapped by a key-encryption key and bound to its place.
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { assert } from './assert.ts';
import type { Random } from './id.ts';

/** Wraps and unwraps data keys. The local implementation holds the key in memory; a KMS adapter has the same two verbs. */
export interface KeyPort {
  readonly key_id: string;
  wrap(dataKey: Uint8Array, random: Random): Uint8Array;
  unwrap(wrapped: Uint8Array): Uint8Array;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const WRAPPED_BYTES = IV_BYTES + KEY_BYTES + TAG_BYTES;
const VERSION = 1;

/** Where a sealed value lives. It is authenticated with the value, so a value moved to another row does not open. */
export interface Place {
  table: string;
  column: string;
  row: string;
}

export interface Sealer {
  seal(plain: string, place: Place): Uint8Array;
  open(sealed: Uint8Array, place: Place): string;
}

/** A key port around 32 bytes held in memory. */
export function localKey(key: Uint8Array, keyId = 'local'): KeyPort {
  assert(key.length === KEY_BYTES, 'an encryption key has 32 bytes');
  const context = Buffer.from(`data-key|${keyId}`);
  return {
    key_id: keyId,
    wrap: (dataKey, random) => encrypt(key, dataKey, context, random),
    unwrap: (wrapped) => decrypt(key, wrapped, context),
  };
}

/** Layout: version byte, wrapped data key, then iv + ciphertext + tag of the value. */
export function createSealer(port: KeyPort, random: Random): Sealer {
  return {
    seal(plain, place) {
      const dataKey = random(KEY_BYTES);
      const body = encrypt(dataKey, Buffer.from(plain, 'utf8'), boundTo(place), random);
      const sealed = Buffer.concat([Buffer.from([VERSION]), port.wrap(dataKey, random), body]);
      dataKey.fill(0);
      return sealed;
    },
    open(sealed, place) {
      assert(sealed[0] === VERSION, 'a sealed value of an unknown version');
      const dataKey = port.unwrap(sealed.subarray(1, 1 + WRAPPED_BYTES));
      const plain = decrypt(dataKey, sealed.subarray(1 + WRAPPED_BYTES), boundTo(place));
      dataKey.fill(0);
      return Buffer.from(plain).toString('utf8');
    },
  };
}

function boundTo(place: Place): Uint8Array {
  return Buffer.from(`${place.table}|${place.column}|${place.row}`);
}

function encrypt(key: Uint8Array, plain: Uint8Array, context: Uint8Array, random: Random): Uint8Array {
  const iv = random(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(context);
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Uint8Array, sealed: Uint8Array, context: Uint8Array): Uint8Array {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES));
  decipher.setAAD(context);
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES, sealed.length - TAG_BYTES)), decipher.final()]);
}
