// Secrets that must be used again: AES-256-GCM with a fresh data key per record, wrapped by a numbered key and bound to its place.
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { assert } from './assert.ts';
import type { MerchantId, Random } from './id.ts';

/** The keys that wrap data keys, held in memory: sealing happens inside transactions, where nobody may wait for a key service. */
export interface WrappingKeys {
  /** The one that new values are sealed with. */
  current(): { number: number; key: Uint8Array };
  /** Null: there is none, or this process has not heard of it. */
  find(number: number): Uint8Array | null;
  /** Keys of the time when values did not say which key they were sealed with. */
  readonly unnumbered: readonly Uint8Array[];
}

const IV_BYTES = 12;
const TAG_BYTES = 16;
export const KEY_BYTES = 32;
const WRAPPED_BYTES = IV_BYTES + KEY_BYTES + TAG_BYTES;
const NUMBER_BYTES = 4;
/** Values of version 1 were bound to no tenant and did not name their key; `rewrap` makes them version 2. */
const FIRST_VERSION = 1;
const VERSION = 2;
const HEAD_BYTES = 1 + NUMBER_BYTES;
const FIRST_CONTEXT = Buffer.from('data-key|local');

/** Where a sealed value lives. It is authenticated with the value, so a value moved to another row or merchant does not open. */
export interface Place {
  tenant: MerchantId | 'installation';
  table: string;
  column: string;
  row: string;
}

export interface Sealer {
  seal(plain: string, place: Place): Uint8Array;
  open(sealed: Uint8Array, place: Place): string;
  /** The same value under the key in use; what is under it already comes back as it is. */
  rewrap(sealed: Uint8Array, place: Place): Uint8Array;
}

/** A value that does not open: moved, damaged, or sealed with a key that this process does not have. */
export class CannotOpen extends Error {
  override readonly name = 'CannotOpen';
}

/** One key for everything, as a program needs that has no table of keys. */
export function localKey(key: Uint8Array): WrappingKeys {
  assert(key.length === KEY_BYTES, 'an encryption key has 32 bytes');
  return { current: () => ({ number: 1, key }), find: (number) => (number === 1 ? key : null), unnumbered: [key] };
}

/** Layout: version byte, number of the key, wrapped data key, then iv + ciphertext + tag of the value. */
export function createSealer(keys: WrappingKeys, random: Random): Sealer {
  const sealer: Sealer = {
    seal(plain, place) {
      const { number, key } = keys.current();
      const dataKey = random(KEY_BYTES);
      const body = encrypt(dataKey, Buffer.from(plain, 'utf8'), boundTo(place), random);
      const sealed = Buffer.concat([sealedHead(number), encrypt(key, dataKey, contextOf(number), random), body]);
      dataKey.fill(0);
      return sealed;
    },
    open(sealed, place) {
      if (sealed[0] === FIRST_VERSION) return openFirst(keys.unnumbered, sealed, place);
      const dataKey = dataKeyOf(keys, sealed);
      try {
        return text(decrypt(dataKey, sealed.subarray(HEAD_BYTES + WRAPPED_BYTES), boundTo(place)));
      } finally {
        dataKey.fill(0);
      }
    },
    rewrap(sealed, place) {
      if (sealed[0] === FIRST_VERSION) return sealer.seal(sealer.open(sealed, place), place);
      const { number, key } = keys.current();
      if (keyNumberOf(sealed) === number) return sealed;
      const dataKey = dataKeyOf(keys, sealed);
      const wrapped = encrypt(key, dataKey, contextOf(number), random);
      dataKey.fill(0);
      return Buffer.concat([sealedHead(number), wrapped, sealed.subarray(HEAD_BYTES + WRAPPED_BYTES)]);
    },
  };
  return sealer;
}

/** How every value begins that is sealed with the key of this number. */
export function sealedHead(number: number): Uint8Array {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt8(VERSION, 0);
  head.writeUInt32BE(number, 1);
  return head;
}

/** Which key a value is sealed with; null: one that it does not name. */
export function keyNumberOf(sealed: Uint8Array): number | null {
  return sealed[0] === VERSION && sealed.length >= HEAD_BYTES ? Buffer.from(sealed).readUInt32BE(1) : null;
}

function dataKeyOf(keys: WrappingKeys, sealed: Uint8Array): Uint8Array {
  const number = keyNumberOf(sealed);
  if (number === null || sealed.length < HEAD_BYTES + WRAPPED_BYTES) throw new CannotOpen('not a sealed value');
  const key = keys.find(number);
  if (key === null) throw new CannotOpen(`sealed with the encryption key number ${number}, which is not here`);
  return decrypt(key, sealed.subarray(HEAD_BYTES, HEAD_BYTES + WRAPPED_BYTES), contextOf(number));
}

function openFirst(keys: readonly Uint8Array[], sealed: Uint8Array, place: Place): string {
  const { table, column, row } = place;
  const wrapped = sealed.subarray(1, 1 + WRAPPED_BYTES);
  const body = sealed.subarray(1 + WRAPPED_BYTES);
  for (const key of keys) {
    const dataKey = attempt(() => decrypt(key, wrapped, FIRST_CONTEXT));
    if (dataKey === null) continue;
    try {
      return text(decrypt(dataKey, body, Buffer.from(`${table}|${column}|${row}`)));
    } finally {
      dataKey.fill(0);
    }
  }
  throw new CannotOpen('sealed with an encryption key that is not here');
}

function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}

function text(plain: Uint8Array): string {
  const decoded = Buffer.from(plain).toString('utf8');
  plain.fill(0);
  return decoded;
}

function contextOf(number: number): Uint8Array {
  return Buffer.from(`data-key|${number}`);
}

function boundTo({ tenant, table, row, column }: Place): Uint8Array {
  return Buffer.from(JSON.stringify([tenant, table, row, column]));
}

export function encrypt(key: Uint8Array, plain: Uint8Array, context: Uint8Array, random: Random): Uint8Array {
  const iv = random(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(context);
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Throws CannotOpen. */
export function decrypt(key: Uint8Array, sealed: Uint8Array, context: Uint8Array): Uint8Array {
  if (sealed.length < IV_BYTES + TAG_BYTES) throw new CannotOpen('not a sealed value');
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES));
  decipher.setAAD(context);
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  const plain = decipher.update(sealed.subarray(IV_BYTES, sealed.length - TAG_BYTES));
  try {
    decipher.final();
  } catch {
    plain.fill(0);
    throw new CannotOpen('a sealed value was moved, changed, or sealed with another key');
  }
  return plain;
}
